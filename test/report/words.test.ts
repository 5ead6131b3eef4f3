import { describe, expect, test } from 'vitest';
import { bytesText } from '../../src/core/bytes-text.js';
import { WORDS } from '../../src/report/batch/script/words.js';
import { countText, durationText, savedText } from '../../src/report/units.js';

type Words = Readonly<Record<'bytesText' | 'countText' | 'durationText' | 'savedText', (value: number) => string>>;

const names = ['bytesText', 'countText', 'durationText', 'savedText'] as const;
// the page has this text in a script of its own
// oxlint-disable-next-line no-implied-eval, no-new-func
const words = new Function(`${WORDS}; return { ${names.join(', ')} };`)() as Words;
const ours: Words = { bytesText, countText, durationText, savedText };

describe("the page's script", () => {
  test.each([
    ['bytesText', [0, 999, 999.5, 1000, 8703, 9995, 99_950, 999_500, 12_345_678, 5e15]],
    ['countText', [0, 999, 1000, 1_234_567]],
    ['durationText', [0, 0.05, 0.1, 9.96, 10, 999.6, 1000, 61_234]],
    ['savedText', [-1.5, -0.0001, 0, 0.5294, 1]],
  ] as const)('says %s as reports do', (name, values) => {
    expect(values.map(words[name])).toEqual(values.map(ours[name]));
  });
});
