import { describe, expect, test } from 'vitest';
import { bytesText } from '../../src/core/bytes-text.js';
import { visible } from '../../src/core/visible.js';
import { WORDS } from '../../src/report/batch/script/words.js';
import { countText, durationText, savedText } from '../../src/report/units.js';

type Words = Readonly<Record<'bytesText' | 'countText' | 'durationText' | 'savedText', (value: number) => string>>;

const names = ['bytesText', 'countText', 'durationText', 'savedText', 'visible'] as const;
// the page has this text in a script of its own
// oxlint-disable-next-line no-implied-eval, no-new-func
const { visible: shown, ...words } = new Function(`${WORDS}; return { ${names.join(', ')} };`)() as Words & {
  readonly visible: (text: string) => string;
};
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

  test('shows what is not seen as reports do', () => {
    const unseen = Array.from({ length: 2 ** 16 }, (_, code) => String.fromCharCode(code)).filter(
      (char) => visible(char) !== char,
    );
    expect(unseen.length).toBeGreaterThan(2048);
    expect(unseen.map(shown)).toEqual(unseen.map(visible));
  });

  test('takes no escape for the end of a folder', () => {
    const createElement = () => {
      const texts: string[] = [];
      return { texts, setAttribute() {}, append: (...more: readonly string[]) => void texts.push(...more) };
    };
    // oxlint-disable-next-line no-implied-eval, no-new-func
    const nameOf = new Function('document', `${WORDS}; return nameOf;`)({ createElement }) as (
      path: string,
    ) => readonly { readonly texts: readonly string[] }[];
    const partsOf = (path: string) => nameOf(path).map(({ texts }) => texts.join(''));
    expect(partsOf('a/b\u202egif.exe')).toEqual(['a/', String.raw`b\u202egif.exe`]);
    expect(partsOf('c.gif')).toEqual(['', 'c.gif']);
  });
});
