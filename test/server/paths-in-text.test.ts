import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { withoutPaths } from '../../src/server/paths-in-text.js';

const shown = (text: string) =>
  withoutPaths(text, (path, rest) => path === '/v1/known' || rest.startsWith('/data/my files/'));

test.each([
  ['file /etc/secret/a.yaml environments.blue', 'file …/a.yaml environments.blue'],
  ['"/home/me/x.gif": no such file', '"…/x.gif": no such file'],
  ['/usr/bin/gifsicle', '…/gifsicle'],
  ['/data/my files/a.gif: no such file', '/data/my files/a.gif: no such file'],
  ['1/2 of 3/4, image/gif, a/b/c', '1/2 of 3/4, image/gif, a/b/c'],
  ['see https://example.org/a/b', 'see https://example.org/a/b'],
  ['#/components/schemas/Report', '#/components/schemas/Report'],
  ['…/already/told', '…/already/told'],
  ['there are /v1/known, /v1/known/secret', 'there are /v1/known, …/secret'],
])('%j is told as %j', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test.prop([fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 2, maxLength: 5 })])(
  'of any path no folder is left, and telling it twice changes nothing',
  (parts) => {
    const told = shown(`cannot read /${parts.join('/')} now`);
    expect(told).toBe(`cannot read …/${parts.at(-1)} now`);
    expect(shown(told)).toBe(told);
  },
);
