import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { gifenc } from '../../../src/engines/gifenc-library.js';
import { ImageError } from '../../../src/image/errors.js';
import { openGif } from '../../../src/image/gif/reader.js';
import { measurePixels } from '../../../src/image/pixels.js';
import type { Budget, ImageReader } from '../../../src/image/reader.js';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { openSource, type ByteSource } from '../../../src/image/source.js';
import { gifSpec } from '../../support/gif-arbitrary.js';
import { writeGif } from '../../support/gif-writer.js';
import { mutate, mutations, type Mutation } from '../../support/mutate.js';
import { KERNELS } from '../../support/read-gif.js';

// 2,000 take some seconds; PRESSPROOF_FUZZ_RUNS=20000 is the number that a release is tried with
const RUNS = Number(process.env['PRESSPROOF_FUZZ_RUNS'] ?? 2000);

// 20,000 runs take a minute on a busy machine
const TIME_LIMIT_MS = 600_000;

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

/** What the three questions to a reader end in. */
interface Ends {
  readonly structure: string;
  readonly pixels: string;
  readonly integrity: string;
}

async function readAll(reader: ImageReader): Promise<Ends> {
  return {
    structure: await outcome(() => reader.structure()),
    pixels: await outcome(() => measurePixels(reader)),
    integrity: await outcome(() => reader.integrity()),
  };
}

const mutated = fc.record({ pick: fc.nat(), changes: mutations });
const bytesOf = ({ pick, changes }: { pick: number; changes: readonly Mutation[] }): Uint8Array =>
  mutate(seeds[pick % seeds.length]!, changes);

describe.each(KERNELS)('with $name kernels,', ({ load }) => {
  test(
    'mutated GIFs end in facts or in a typed error, are read once a pass and take no memory with them',
    async () => {
      const ends = new Map<string, number>();
      const before = process.memoryUsage();
      let peak = 0;
      await fc.assert(
        fc.asyncProperty(mutated, async (input) => {
          const bytes = bytesOf(input);
          const { source, read } = counted(bytes);
          const { structure, pixels, integrity } = await readAll(openGif(source, BUDGET, load));
          expect(['done', 'empty_file', 'not_an_image', 'not_decodable', 'frames_over_budget']).toContain(structure);
          // what has a structure has an integrity, and only a canvas that cannot be has no pixels
          expect(integrity).toBe(structure);
          expect([structure, 'canvas_over_budget', 'not_decodable']).toContain(pixels);
          // structure, pixels, integrity: no pass reads a byte twice
          expect(read()).toBeLessThanOrEqual(3 * bytes.length);
          ends.set(pixels, (ends.get(pixels) ?? 0) + 1);
          const now = process.memoryUsage();
          expect(loadKernels()!.memory.areas).toBe(0);
          peak = Math.max(peak, now.heapUsed + now.arrayBuffers - before.heapUsed - before.arrayBuffers);
        }),
        { numRuns: RUNS },
      );
      // the mutations neither all miss nor all hit the header
      expect(ends.get('done')).toBeGreaterThan(RUNS / 2);
      expect(ends.size).toBeGreaterThan(3);
      // 5 MiB a reading in use; the rest is garbage that was not collected yet
      expect(peak).toBeLessThan(2 ** 29);
      // 4 MiB of indices and 1 MiB of canvas at once, and what is free between them
      expect(loadKernels()!.memory.buffer.byteLength).toBeLessThan(2 ** 24);
    },
    TIME_LIMIT_MS,
  );

  test(
    'of a mutated GIF, problems have a place in the file and say so when it is not whole',
    () =>
      fc.assert(
        fc.asyncProperty(mutated, async (input) => {
          const bytes = bytesOf(input);
          const reader = openGif(openSource({ bytes }), BUDGET, load);
          fc.pre((await outcome(() => reader.structure())) === 'done');
          const { frames } = await reader.structure();
          const { complete, problems } = await reader.integrity();
          expect(complete || problems.some(({ severity }) => severity === 'error')).toBe(true);
          // 21 of each code are listed, of some 25 codes
          expect(problems.length).toBeLessThan(600);
          for (const { offset, frame } of problems) {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(offset).toBeLessThanOrEqual(bytes.length);
            // a frame that is cut before its data is named, though it does not count
            expect(frame ?? -1).toBeLessThanOrEqual(frames);
          }
        }),
        { numRuns: Math.ceil(RUNS / 10) },
      ),
    TIME_LIMIT_MS,
  );
});
