import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../fixtures/manifest.json' with { type: 'json' };
import { cli, fixture, jsonLines } from '../support/cli.js';
import { cutFixture, scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();

test('--json is one object a line, in the order asked, as the manifest of the fixtures says', async () => {
  const gifs = manifest.filter(({ file }) => file.endsWith('.gif'));
  const names = gifs.map(({ file }) => file.replace(/^gif\//, '').replace(/\.gif$/, ''));
  const { code, stdout, stderr } = await cli(['probe', '--json', ...names.map(fixture)]);
  const lines = jsonLines(stdout);
  expect(lines).toHaveLength(gifs.length);
  for (const [index, { bytes, sha256, expected }] of gifs.entries()) {
    expect(lines[index]).toMatchObject({
      path: fixture(names[index] as string),
      bytes,
      sha256,
      format: 'gif',
      ...expected,
    });
  }
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('files that cannot be read are objects with an error; the others are probed and the command exits with 1', async () => {
  const text = join(folder, 'text.gif');
  writeFileSync(text, 'no image at all');
  const absent = join(folder, 'absent.gif');
  const { code, stdout } = await cli(['probe', '--json', absent, text, folder, fixture('held')]);
  expect(jsonLines(stdout)).toMatchObject([
    { path: absent, bytes: null, error: { code: 'not_found' } },
    { path: text, bytes: 15, error: { code: 'not_an_image' } },
    { path: folder, error: { code: 'not_a_file' } },
    { path: fixture('held'), complete: true },
  ]);
  expect(code).toBe(1);
});

test('a damaged file is facts, not an error', async () => {
  const cut = cutFixture('plasma', 0.6, join(folder, 'cut.gif'));
  const { code, stdout } = await cli(['probe', '--json', cut]);
  expect(jsonLines(stdout)).toMatchObject([{ path: cut, complete: false, problems: [{ severity: 'error' }] }]);
  expect(code).toBe(0);
});

test('--cross-check adds what other readers see', async () => {
  const { stdout } = await cli(['probe', '--json', '--cross-check', fixture('held')]);
  expect(jsonLines(stdout)).toMatchObject([
    {
      crossCheck: [
        { reader: 'sharp', agrees: true },
        { reader: 'gifuct-js', agrees: true },
      ],
    },
  ]);
});

test('a canvas over the budget is known by its structure only', async () => {
  const { stdout } = await cli(['probe', '--json', '--set', 'budget.maxCanvasPixels=10', fixture('held')]);
  expect(jsonLines(stdout)).toMatchObject([{ complete: true, colors: null, transparent: null }]);
});

test('people get a paragraph a file', async () => {
  const { stdout } = await cli(['probe', fixture('held'), join(folder, 'absent.gif')]);
  expect(stdout).toMatch(/held\.gif\n {2}gif, \d+ x \d+, .+\n {2}\d+ frames, .+ fps, .+\n {2}colours: \d+/);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`${join(folder, 'absent.gif')}: no such file (not_found)`);
});
