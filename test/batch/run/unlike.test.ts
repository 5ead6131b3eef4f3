import { expect, test } from 'vitest';
import { unlikeness } from '../../../src/batch/run/unlike.js';

test.each([
  ['/o/a.gif', '/o/A.gif', 'letter case alone', 'Windows and macOS'],
  ['/o/\u00e9.gif', '/o/e\u0301.gif', 'how accents are written (NFC or NFD) alone', 'macOS'],
  ['/o/\u00c9.gif', '/o/e\u0301.gif', 'letter case and in how accents are written (NFC or NFD)', 'macOS'],
  ['/o/\u00df.gif', '/o/SS.gif', 'characters that some file systems take for the same', null],
  ['/o/\u0131.gif', '/o/I.gif', 'characters that some file systems take for the same', null],
])('%s and %s differ in %3$s', (one, other, what, where) => {
  expect(unlikeness(one, other)).toEqual({ what, where });
  expect(unlikeness(other, one)).toEqual({ what, where });
});
