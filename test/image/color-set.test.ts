import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ColorSet } from '../../src/image/color-set.js';

test('counts each colour once, also the first and the last of all', () => {
  const colors = new ColorSet();
  expect([0, 0xffffff, 0, 31, 32, 0xffffff].map((rgb) => colors.add(rgb))).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
  ]);
  expect(colors.size).toBe(4);
});

test('agrees with Set, and is empty again after clear', () => {
  const colors = new ColorSet();
  fc.assert(
    fc.property(fc.array(fc.nat(0xffffff), { maxLength: 200 }), (list) => {
      for (const rgb of list) colors.add(rgb);
      expect(colors.size).toBe(new Set(list).size);
      colors.clear();
      expect(colors.size).toBe(0);
      expect(list.length === 0 || colors.add(list[0]!)).toBe(true);
      colors.clear();
    }),
  );
});

test('is empty after clear with more colours than it lists', () => {
  const colors = new ColorSet();
  for (let rgb = 0; rgb < 2 ** 16 + 5; rgb++) colors.add(rgb * 3);
  expect(colors.size).toBe(2 ** 16 + 5);
  colors.clear();
  expect(colors.add(3 * 2 ** 16)).toBe(true);
  expect(colors.add(0)).toBe(true);
  expect(colors.size).toBe(2);
});
