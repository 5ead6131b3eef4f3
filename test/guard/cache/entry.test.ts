import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { decode, encode, type Known } from '../../../src/guard/cache/entry.js';

const key = 'a'.repeat(64);
const known: Known = {
  checks: [
    {
      id: 'fps',
      category: 'timing',
      outcome: 'passed',
      message: 'Shows 10 frames a second',
      actual: { fps: 10 },
      durationMs: 0.5,
    },
  ],
  coverage: { level: 'full', framesCompared: 3, framesTotal: 3 },
};
const text = encode(key, known);

test('an entry gives back what was kept', () => {
  expect(decode(key, text)).toEqual(known);
});

test.prop([fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 })])('one changed byte is no entry', (at, bits) => {
  const bytes = Buffer.from(text);
  bytes[at] = (bytes[at] as number) ^ bits;
  expect(decode(key, bytes.toString('utf8'))).toBeNull();
});

test.prop([fc.nat(text.length - 1)])('neither is what was cut off', (length) => {
  expect(decode(key, text.slice(0, length))).toBeNull();
});

test('nor what belongs to another key, or goes on', () => {
  expect(decode('b'.repeat(64), text)).toBeNull();
  expect(decode(key, `${text}{}\n`)).toBeNull();
});

test.each([
  ['no check', { ...known, checks: [] }],
  ['an outcome that there is not', { ...known, checks: [{ ...known.checks[0], outcome: 'fine' }] }],
  ['a field too many', { ...known, checks: [{ ...known.checks[0], verdict: 'pass' }] }],
])('nor one with %s, whatever its sum', (_, wrong) => {
  expect(decode(key, encode(key, wrong as Known))).toBeNull();
});
