import { resolve, sep } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { safeName } from '../../../src/batch/inputs/name.js';
import { locationBelow } from '../../../src/batch/storage/location.js';

describe('a name within a folder', () => {
  test.each(['a.gif', 'deep/er/a.gif', 'a b.gif', 'ä.gif', '..a.gif', 'a..gif', 'A.gif', 'no-extension', '.hidden'])(
    'stays as it is: %j',
    (name) => expect(safeName(name)).toBe(name),
  );

  test.each([
    ['../../x.gif', /^x~[0-9a-f]{8}\.gif$/],
    ['/etc/x.gif', /^etc\/x~[0-9a-f]{8}\.gif$/],
    ['a//x.gif', /^a\/x~[0-9a-f]{8}\.gif$/],
    ['./x.gif', /^x~[0-9a-f]{8}\.gif$/],
    ['..\\..\\x.gif', /^\.\._\.\._x~[0-9a-f]{8}\.gif$/],
    ['a\0b.gif', /^a_b~[0-9a-f]{8}\.gif$/],
    ['a\u001b[31m\n.gif', /^a_\[31m_~[0-9a-f]{8}\.gif$/],
    ['', /^~[0-9a-f]{8}$/],
    ['../..', /^~[0-9a-f]{8}$/],
  ])('%j is changed so that it stays there, and told apart by a digest', (name, expected) => {
    expect(safeName(name)).toMatch(expected);
  });

  test('is cut to 255 bytes a part, without half a letter, with its extension', () => {
    const long = `${'é'.repeat(200)}.gif`;
    const name = safeName(`${'d'.repeat(300)}/${long}`);
    const [folder = '', file = ''] = name.split('/');
    expect(Buffer.byteLength(folder)).toBe(255);
    expect(Buffer.byteLength(file)).toBeGreaterThan(250);
    expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
    expect(file).toMatch(/^é+~[0-9a-f]{8}\.gif$/);
  });

  test('that had to be changed is no other name', () => {
    const names = [
      'x.gif',
      '../x.gif',
      '../../x.gif',
      '/x.gif',
      './x.gif',
      'X.gif',
      '..\\x.gif',
      `${'x'.repeat(300)}.gif`,
    ];
    const also = `${'x'.repeat(301)}.gif`;
    expect(new Set([...names, also].map(safeName)).size).toBe(names.length + 1);
  });
});

test.prop([
  fc.array(fc.oneof(fc.constantFrom('..', '.', '', '/', '\\', '\0', 'a', '~', 'x'.repeat(256)), fc.string())),
])('no name leads out of its folder or is refused by the file system', (parts) => {
  const name = safeName(parts.join('/'));
  const path = resolve('/base', locationBelow('/base', name));
  expect(path.startsWith(`/base${sep}`)).toBe(true);
  expect(path).toBe(`/base/${name}`);
  for (const part of name.split('/')) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
  expect(safeName(name)).toBe(name);
});

test('a name that no entry has is refused', () => {
  for (const name of ['../x', '/x', 'a//b', '', '.', 'a\0']) {
    expect(() => locationBelow('/base', name)).toThrow(RangeError);
  }
  expect(locationBelow('s3://bucket/prefix/', 'a/b.gif')).toBe('s3://bucket/prefix/a/b.gif');
});
