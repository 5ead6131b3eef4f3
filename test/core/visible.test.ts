import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { jsonText, visible, visibleLine } from '../../src/core/visible.js';

/** C0 but tab and line ends, C1, marks of direction, separators, lone surrogates, no characters. */
const RAW = '\u0000\u001b\u007f\u0085\u009b\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ud800\ufffe\uffff';

test('what is obeyed or not seen is written as JSON escapes it', () => {
  expect(visible('a\u202egpj.exe')).toBe(String.raw`a\u202egpj.exe`);
  expect(visible('\u009b2J')).toBe(String.raw`\u009b2J`);
  expect(visible(RAW)).toMatch(/^(\\u[0-9a-f]{4}){17}$/);
});

test('what people write stays: letters of every script, emoji and their joiners, tabs and line ends', () => {
  const text = 'ä 猫 עברית می\u200cخواهم 👩\u200d💻\t\r\n';
  expect(visible(text)).toBe(text);
});

test('one line has no end within it', () => {
  expect(visibleLine('a\r\nb\tc\u2028d\u0085e')).toBe('a b c d e');
});

describe('JSON', () => {
  test('holds no such character raw, and the same value', () => {
    const value = { [RAW]: [RAW, { a: `x${RAW}\n` }] };
    for (const indent of [undefined, 2]) {
      const text = jsonText(value, indent);
      expect(text).toBe(visible(text));
      expect(JSON.parse(text)).toEqual(value);
    }
  });

  test.prop([fc.jsonValue({ stringUnit: 'binary' })])('is that of the same value, whatever it is', (value) => {
    expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
