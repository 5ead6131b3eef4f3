import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ImageError } from '../../../src/image/errors.js';
import { drawFrames, encodeStill, encodeWebp, readImage } from '../../support/raster.js';

const samples = await Promise.all([
  encodeStill('png'),
  encodeStill('jpeg'),
  encodeStill('webp'),
  encodeWebp(drawFrames(16, 12, 3), 16, 12, { delay: [40, 50, 60], loop: 2 }),
]);

const mutated = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(255)), { maxLength: 4 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([sample, changes, cut]) => {
    const bytes = Buffer.from(sample);
    for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
    // one in two stays whole
    return cut < 0.5 ? bytes : bytes.subarray(0, Math.floor(bytes.length * cut));
  });

describe('a damaged raster image', () => {
  test.prop([mutated], { numRuns: 300 })(
    'is read or refused with a reason, and whole pictures only are complete',
    async (bytes) => {
      const outcome = await readImage(bytes).catch((error: unknown) => error);
      if (outcome instanceof ImageError) {
        expect(outcome.message).not.toBe('');
        return;
      }
      const { structure, frames, integrity } = outcome as Awaited<ReturnType<typeof readImage>>;
      expect(frames).toHaveLength(structure.frames);
      expect(integrity.complete).toBe(integrity.problems.every(({ severity }) => severity === 'warning'));
    },
  );
});
