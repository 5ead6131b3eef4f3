import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Lines } from '../../../../src/artifact/inference/process/lines.js';

/** What comes out of bytes that come in pieces of given lengths. */
function linesOf(text: string, lengths: readonly number[], most: number): (string | null)[] {
  const lines = new Lines(most);
  const bytes = Buffer.from(text);
  const found: (string | null)[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    found.push(...lines.push(bytes.subarray(at, at + length)));
    at += length;
  }
  return found;
}

test.prop([fc.array(fc.string().map((line) => line.replaceAll('\n', ' '))), fc.array(fc.nat(20))])(
  'lines come out as they were, however they are cut',
  (lines, lengths) => {
    const text = lines.map((line) => `${line}\n`).join('');
    expect(linesOf(text, lengths, 1000)).toEqual(lines);
  },
);

test.prop([fc.array(fc.integer({ min: 1, max: 20 }))])(
  'a line longer than the most is null, however it is cut',
  (lengths) => {
    expect(linesOf(`ok\n${'x'.repeat(101)}\n`, lengths, 100)[1]).toBeNull();
  },
);

test('a line of just the most is a line', () => {
  expect(linesOf(`${'x'.repeat(100)}\n`, [60], 100)).toEqual(['x'.repeat(100)]);
});

test('what has no end of line yet is no line', () => {
  expect(linesOf('half a', [3], 100)).toEqual([]);
});
