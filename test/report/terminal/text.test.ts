import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { columns, padEnd, padStart, plain, shorten, wrap } from '../../../src/report/terminal/text.js';

const printable = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('text in a terminal', () => {
  test('East Asian and emoji characters take two columns, combining marks none of their own', () => {
    expect(['abc', '日本', '👍', 'e\u0301', '👨‍👩‍👧'].map(columns)).toEqual([3, 4, 2, 1, 2]);
  });

  test('escape sequences, controls and direction overrides are shown, never obeyed', () => {
    expect(plain('a\u001b[31mb\nc\u202ed\u0007')).toBe(String.raw`a\u001b[31mb c\u202ed\u0007`);
  });

  test('a path keeps its end, a sentence its beginning', () => {
    expect(shorten('out/folder/name.gif', 9, 'end')).toBe('…name.gif');
    expect(shorten('A long sentence', 7, 'start')).toBe('A long…');
    expect(shorten('short', 5, 'end')).toBe('short');
  });

  test.prop([printable, fc.integer({ min: 1, max: 20 }), fc.constantFrom('start', 'end')])(
    'shortened text fits',
    (text, width, keep) => {
      expect(columns(shorten(text, width, keep))).toBeLessThanOrEqual(width);
    },
  );

  test.prop([printable.map(plain), fc.integer({ min: 2, max: 20 })])(
    'wrapped lines fit and lose nothing but spaces',
    (text, width) => {
      const lines = wrap(text, width);
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    },
  );

  test('padding counts columns, not characters', () => {
    expect(padEnd('日', 4)).toBe('日  ');
    expect(padStart('日', 4)).toBe('  日');
  });
});
