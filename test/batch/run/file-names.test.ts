import type * as fs from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FileNames } from '../../../src/batch/run/file-names.js';
import { FOLDS, lookUp } from '../../support/folding.js';
import { scratchFolder } from '../../support/scratch.js';

const disk = { fold: FOLDS.nothing, looks: 0 };

/** As file systems answer that do not tell all names apart: a test cannot count on having one. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const stat = async (path: string) => {
    disk.looks += 1;
    return await real.stat(lookUp(path, disk.fold));
  };
  return { ...real, stat };
});

const scratch = scratchFolder();
const composed = '/out/R/\u00e9.gif';
const decomposed = '/out/R/e\u0301.gif';

test.each([
  ['nothing', []],
  ['forms', ['accents', 'Kelvin']],
  ['case', ['case', 'folder', 'Kelvin']],
  ['both', ['accents', 'case', 'eszett', 'folder', 'Kelvin']],
] as const)('what is one file is what a file system says: it folds %s', async (name, expected) => {
  disk.fold = FOLDS[name];
  const names = new FileNames(scratch);
  const pairs: Record<string, readonly [string, string]> = {
    accents: [composed, decomposed],
    case: ['/out/R/a.gif', '/out/R/A.gif'],
    eszett: ['/out/R/\u00df.gif', '/out/R/ss.gif'],
    folder: ['/out/R/Sub/\u00c9.gif', '/out/R/sub/\u00e9.gif'],
    Kelvin: ['/out/R/\u212a.gif', '/out/R/K.gif'],
    deeper: ['/out/R/a.gif', '/out/R/A/gif'],
    other: ['/out/R/a.gif', '/out/R/b.gif'],
  };
  const found: string[] = [];
  for (const [pair, [one, other]] of Object.entries(pairs)) if (await names.areOne(one, other)) found.push(pair);
  expect(found).toEqual(expected);
  expect(readdirSync(scratch)).toEqual([]);
});

test('letter case of ASCII is asked for once, however many names there are', async () => {
  disk.fold = FOLDS.case;
  const names = new FileNames(scratch);
  disk.looks = 0;
  for (const name of ['a', 'b', 'c'])
    expect(await names.areOne(`/out/${name}`, `/out/${name.toUpperCase()}`)).toBe(true);
  expect(disk.looks).toBe(1);
});

test('a name that the file system does not take is no other name', async () => {
  disk.fold = FOLDS.both;
  expect(await new FileNames(scratch).areOne(`/out/${'\u00e9'.repeat(200)}`, `/out/${'\u00c9'.repeat(200)}`)).toBe(
    false,
  );
});

test('a folder that takes no files ends the run', async () => {
  const gone = new FileNames(join(scratch, 'gone'));
  await expect(gone.areOne(composed, decomposed)).rejects.toMatchObject({ code: 'output_vanished' });
});

test.each([
  ['LONGNA~1.GIF', true],
  ['sub/long~12.gif', true],
  ['PROGRA~1/a long name.gif', true],
  ['a~b.gif', false],
  ['a longer name~1.gif', false],
  ['a.b~1.gif', false],
])('%s may be a short name where a file system makes these: %s', async (name, expected) => {
  disk.fold = (long) =>
    (long.length > 12
      ? `${long.replaceAll(' ', '').slice(0, 6)}~1.${long.split('.')[1]?.slice(0, 3)}`
      : long
    ).toUpperCase();
  expect(await new FileNames(scratch).mayBeShort(name)).toBe(expected);
  disk.fold = FOLDS.case;
  expect(await new FileNames(scratch).mayBeShort(name)).toBe(false);
});
