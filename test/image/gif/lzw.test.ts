import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ImageOutcome } from '../../../src/image/gif/kernel.js';
import { LzwDecoder, type IndexSink } from '../../../src/image/gif/lzw.js';
import { CodeWriter, encodeLzw, type LzwOptions } from '../../support/lzw-encoder.js';

/** Keeps all pixels by position. */
class Collector implements IndexSink {
  readonly pixels: number[] = [];
  readonly wantedFrom: number;
  wantedTo: number;

  constructor(wantedFrom = 0, wantedTo = Infinity) {
    this.wantedFrom = wantedFrom;
    this.wantedTo = wantedTo;
  }

  wantNext(): void {
    this.wantedTo = Infinity;
  }

  write(position: number, indices: Uint8Array, count: number): void {
    for (let i = 0; i < count; i++) this.pixels[position + i] = indices[i]!;
  }
}

interface Job {
  readonly minCodeSize?: number;
  readonly total: number;
  readonly pieces?: number;
}

function decode(codes: readonly number[], job: Job, sink = new Collector()): ImageOutcome & { decoded: number[] } {
  const decoder = new LzwDecoder(sink);
  const pieces = job.pieces ?? 255;
  decoder.begin(job.minCodeSize ?? 2, job.total);
  for (let at = 0; at < codes.length; at += pieces) {
    const piece = Uint8Array.from(codes.slice(at, at + pieces));
    decoder.push(piece, 0, piece.length, 1000 + at);
  }
  return { ...decoder.end(), decoded: sink.pixels };
}

/** The indices that were flagged, ascending. */
function usedBy({ used }: ImageOutcome): number[] {
  return Array.from(used.keys()).filter((index) => used[index] === 1);
}

/** Code bytes of hand-picked 3-bit codes: 0..3 are indices, 4 clears, 5 ends. */
function codes(...list: readonly number[]): number[] {
  const out = new CodeWriter();
  for (const code of list) out.write(code, 3);
  return out.bytes();
}

const packing: fc.Arbitrary<LzwOptions> = fc.record({
  clear: fc.constantFrom<'when_full' | 'never' | number>('when_full', 'never', 1, 2, 100, 5000),
  firstClear: fc.boolean(),
  endCode: fc.boolean(),
});

test('decodes what was encoded, for every code size and clear code policy, in pieces of any size', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 8 }),
      packing,
      fc.integer({ min: 1, max: 255 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.nat(),
      (minCodeSize, options, pieces, length, seed) => {
        const mask = (1 << minCodeSize) - 1;
        // short runs of a noisy walk: fills the table, with strings of many lengths
        const indices = Array.from({ length }, (_, i) => (Math.imul(i >> (seed & 7), seed | 1) >>> 9) & mask);
        const bytes = encodeLzw(indices, { ...options, minCodeSize });
        const outcome = decode(bytes, { minCodeSize, total: length, pieces });
        expect(outcome.decoded).toEqual(indices);
        expect(outcome.pixels).toBe(length);
        expect(usedBy(outcome)).toEqual([...new Set(indices)].toSorted((a, b) => a - b));
        // without an end code, the zero bits that fill the last byte can be codes themselves
        const { ended, extraPixels } = outcome;
        expect(options.endCode ? { ended, extraPixels } : ended).toEqual(
          options.endCode ? { ended: 'end_code', extraPixels: false } : 'data',
        );
      },
    ),
    { numRuns: 100 },
  ));

test('with the code size 1 every code has 2 bits', () => {
  const out = new CodeWriter();
  for (const code of [2, 0, 1, 1, 0, 1, 0, 0, 1, 1, 3]) out.write(code, 2);
  const outcome = decode(out.bytes(), { minCodeSize: 1, total: 9 });
  expect(outcome).toMatchObject({ decoded: [0, 1, 1, 0, 1, 0, 0, 1, 1], ended: 'end_code' });
});

test('the code that is just being defined means the last string and its first index', () => {
  expect(decode(codes(4, 1, 6), { total: 3 }).decoded).toEqual([1, 1, 1]);
});

test.each([
  ['a string before there is any', codes(4, 6)],
  ['one beyond the code that is being defined', codes(4, 1, 7)],
])('%s is an invalid code; what came before it stays', (_, bytes) => {
  const outcome = decode(bytes, { total: 9 });
  expect(outcome.ended).toBe('invalid_code');
  expect(outcome.pixels).toBe(outcome.decoded.length);
});

test('names the file offset of the byte that completes the invalid code', () => {
  // 3-bit codes 4 1 0 4 1 7: the last one begins in the second byte and ends in the third
  const outcome = decode(codes(4, 1, 4, 1, 4, 7), { total: 9 });
  expect(outcome).toMatchObject({ ended: 'invalid_code', invalidOffset: 1002, pixels: 2 });
});

test('nothing is decoded after the end code', () => {
  expect(decode(codes(4, 1, 5, 1, 1), { total: 9 })).toMatchObject({ decoded: [1], ended: 'end_code', pixels: 1 });
});

test('pixels beyond the image are counted out, also when a string crosses its end', () => {
  const bytes = encodeLzw(Array(100).fill(3));
  const outcome = decode(bytes, { total: 50 });
  expect(outcome).toMatchObject({ pixels: 50, extraPixels: true, ended: 'end_code' });
  expect(outcome.decoded).toEqual(Array(50).fill(3));
});

test('an invalid code after the last pixel is still seen', () => {
  expect(decode(codes(4, 1, 7), { total: 1 })).toMatchObject({ pixels: 1, ended: 'invalid_code' });
});

test('indices are those of pixels in the image, not of those beyond it', () => {
  const bytes = encodeLzw([1, 3, 0, 3], { minCodeSize: 2 });
  expect(usedBy(decode(bytes, { total: 4 }))).toEqual([0, 1, 3]);
  expect(usedBy(decode(bytes, { total: 1 }))).toEqual([1]);
});

test('a reused decoder remembers nothing', () => {
  const sink = new Collector();
  const decoder = new LzwDecoder(sink);
  decoder.begin(2, 4);
  decoder.push(Uint8Array.from(codes(4, 1, 7)), 0, 2, 0);
  decoder.end();
  const bytes = Uint8Array.from(encodeLzw([200, 7], { minCodeSize: 8 }));
  decoder.begin(8, 2);
  decoder.push(bytes, 0, bytes.length, 0);
  const outcome = decoder.end();
  expect(outcome).toMatchObject({ pixels: 2, ended: 'end_code', invalidOffset: null });
  expect(usedBy(outcome)).toEqual([7, 200]);
  expect(sink.pixels.slice(0, 2)).toEqual([200, 7]);
});

test('pixels that nobody wants are counted but not written', () => {
  const bytes = encodeLzw(Array(100_000).fill(1));
  const sink = new Collector(99_000);
  expect(decode(bytes, { total: 100_000 }, sink)).toMatchObject({ pixels: 100_000, extraPixels: false });
  // the string that reaches into the wanted part is written whole; none is longer than the 4,096 codes of a table
  expect(Object.keys(sink.pixels).length).toBeLessThan(1000 + 4096);
  expect(sink.pixels.at(-1)).toBe(1);
});
