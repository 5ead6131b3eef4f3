import { expect, test } from 'vitest';
import { counted, duration, percent, short } from '../../../src/observe/alerts/words.js';

test.each([
  [0, '0 %'],
  [0.05, '5 %'],
  [0.07, '7 %'],
  [0.0511, '5.1 %'],
  [0.1027, '10.3 %'],
  [0.0004, '0.04 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, words) => {
  expect(percent(share)).toBe(words);
});

test.each([
  [1000, '1 second'],
  [90_000, '90 seconds'],
  [600_000, '10 minutes'],
  [3_600_000, '60 minutes'],
  [9_000_000, '3 hours'],
])('%d ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('one is one, and more are more', () => {
  expect([counted(1, 'subject'), counted(0, 'subject')]).toEqual(['1 subject', '0 subjects']);
});

test('a text is one line, without what a terminal obeys, and no longer than it may be', () => {
  expect(short('a\r\nb\u001b[31mc\u2028d', 20)).toBe(String.raw`a b\u001b[31mc d`);
  expect(short('abcdef', 6)).toBe('abcdef');
  expect(short('abcdefg', 6)).toBe('abcde…');
});
