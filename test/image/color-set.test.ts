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

test('takes back what was added last, and keeps what was there before', () => {
  const colors = new ColorSet();
  const near = fc.nat(0xffffff).chain((rgb) => fc.constantFrom(rgb, rgb ^ 1, rgb & 0xff));
  fc.assert(
    fc.property(fc.uniqueArray(near, { maxLength: 100 }), fc.nat(100), (list, kept) => {
      for (const rgb of list) colors.add(rgb);
      colors.shrink(kept);
      expect(colors.size).toBe(Math.min(kept, list.length));
      expect(list.map((rgb) => colors.add(rgb))).toEqual(list.map((_, index) => index >= kept));
      colors.clear();
    }),
  );
});

test('takes nothing back of more colours than it lists', () => {
  const colors = new ColorSet();
  for (let rgb = 0; rgb < 2 ** 16 + 1; rgb++) colors.add(rgb);
  colors.shrink(1);
  expect(colors.size).toBe(2 ** 16 + 1);
  expect(colors.add(1)).toBe(false);
});
