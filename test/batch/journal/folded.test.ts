import { expect, test } from 'vitest';
import { folded } from '../../../src/batch/journal/folded.js';

test.each([
  ['a', 'A'],
  ['\u00e9', 'E\u0301'],
  ['stra\u00dfe', 'STRASSE'],
  ['\u1e9e', 'ss'],
  ['\u03bf\u03c2', '\u039f\u03a3'],
  ['\u03bf\u03c2', '\u03bf\u03c3'],
  ['\u212a', 'k'],
  ['\u212b', '\u00e5'],
  ['\u0131', 'I'],
  ['\u0130', 'i'],
  ['\u017f', 's'],
  ['\ufb01', 'FI'],
  ['so\u00adft', 'soft'],
  ['d./x', 'd/X '],
])('%s and %s are looked at as one, since some file system takes them for that', (one, other) => {
  expect(folded(one)).toBe(folded(other));
});

test.each([
  ['e', '\u00e9'],
  ['a/b', 'ab'],
  ['a.gif', 'a..gif'],
])('%s and %s are two everywhere', (one, other) => {
  expect(folded(one)).not.toBe(folded(other));
});

test('whatever a file system makes of a letter, by case or by a normal form, is looked at as that letter', () => {
  const apart: string[] = [];
  // the letters with case end below this
  for (let code = 0x21; code < 0x2_0000; code += 1) {
    const letter = String.fromCodePoint(code);
    if (letter === '.' || letter === '/' || (code >= 0xd800 && code < 0xe000)) continue;
    const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => letter.normalize(form));
    const like = folded(letter);
    for (const one of [letter.toLowerCase(), letter.toUpperCase(), ...forms])
      if (folded(one) !== like) apart.push(code.toString(16));
  }
  expect(apart).toEqual([]);
});
