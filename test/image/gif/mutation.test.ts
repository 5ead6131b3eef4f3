import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { gifenc } from '../../../src/engines/gifenc-library.js';
import { ImageError } from '../../../src/image/errors.js';
import { openGif } from '../../../src/image/gif/reader.js';
import { measurePixels } from '../../../src/image/pixels.js';
import type { Budget } from '../../../src/image/reader.js';
import { openSource, type ByteSource } from '../../../src/image/source.js';
import { gifSpec } from '../../support/gif-arbitrary.js';
import { writeGif } from '../../support/gif-writer.js';
import { mutate, mutations } from '../../support/mutate.js';

// 2,000 take some seconds; PRESSPROOF_FUZZ_RUNS=20000 is the number that a release is tried with
const RUNS = Number(process.env['PRESSPROOF_FUZZ_RUNS'] ?? 2000);

// 2^18 pixels are 16 times the seeds' canvas and still quick to paint when a mutation makes the screen larger
const BUDGET: Budget = { maxCanvasPixels: 2 ** 18, maxFrames: 500 };

const seeds: Uint8Array[] = [];

beforeAll(async () => {
  const side = 64;
  const picture = (frame: number): Uint8Array =>
    Uint8Array.from({ length: 4 * side * side }, (_, i) => (i % 4 === 3 ? 255 : ((i >> 2) * (frame + 1) * 3) & 0xff));
  const frames = [0, 1, 2].map(picture);
  const noise = sharp(Buffer.concat(frames), { raw: { width: side, height: 3 * side, channels: 4, pageHeight: side } });
  seeds.push(await noise.gif({ delay: [20, 30, 40], loop: 2 }).toBuffer(), gifencAnimation(side));
  const written = fc.sample(gifSpec({ outside: true, reservedDisposals: true }), { numRuns: 20, seed: 7 });
  seeds.push(...written.map(writeGif));
});

function gifencAnimation(side: number): Uint8Array {
  const gif = gifenc.GIFEncoder();
  const palette = Array.from({ length: 64 }, (_, i) => [4 * i, 255 - i, i]);
  const options = { palette, transparent: true, transparentIndex: 5, repeat: 0, colorDepth: 6, delay: 50, dispose: 2 };
  for (let frame = 1; frame <= 3; frame++) {
    const indices = Uint8Array.from({ length: side * side }, (_, i) => ((i * frame) >> 3) & 63);
    gif.writeFrame(indices, side, side, options);
  }
  gif.finish();
  return gif.bytes();
}

/** A source that counts what is read from it. */
function counted(bytes: Uint8Array): { readonly source: ByteSource; readonly read: () => number } {
  const inner = openSource({ bytes });
  let total = 0;
  return {
    source: {
      ...inner,
      read(target, position) {
        const got = inner.read(target, position);
        total += got;
        return got;
      },
    },
    read: () => total,
  };
}

async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    throw error;
  }
}

const TYPED = ['done', 'empty_file', 'not_an_image', 'not_decodable', 'canvas_over_budget', 'frames_over_budget'];

test(
  'mutated GIFs end in facts or in a typed error, and are read once a pass',
  () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), mutations, async (pick, changes) => {
        const bytes = mutate(seeds[pick % seeds.length]!, changes);
        const { source, read } = counted(bytes);
        const reader = openGif(source, BUDGET);
        const structure = await outcome(() => reader.structure());
        const pixels = await outcome(async () => measurePixels(reader, await reader.structure()));
        const integrity = await outcome(() => reader.integrity());
        expect(TYPED).toEqual(expect.arrayContaining([structure, pixels, integrity]));
        // what has a structure has an integrity, and only a canvas that cannot be has no pixels
        expect(integrity).toBe(structure);
        expect([structure, 'canvas_over_budget', 'not_decodable']).toContain(pixels);
        // structure, pixels, integrity: no pass reads a byte twice
        expect(read()).toBeLessThanOrEqual(3 * bytes.length);
        if (structure !== 'done') return;
        const { complete, problems } = await reader.integrity();
        // 21 of each code are listed, of some 25 codes
        expect(problems.length).toBeLessThan(600);
        for (const { offset, frame } of problems) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(bytes.length);
          expect(frame ?? 0).toBeLessThan(Math.max(1, (await reader.structure()).frames));
        }
        // never a clean word about a file that is not whole
        expect(complete || problems.some(({ severity }) => severity === 'error')).toBe(true);
      }),
      { numRuns: RUNS },
    ),
  600_000,
);
