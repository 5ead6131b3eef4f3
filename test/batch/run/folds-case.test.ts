import type * as fs from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { foldsCase } from '../../../src/batch/run/folds-case.js';
import { scratchFolder } from '../../support/scratch.js';

let folds = false;

/** As a file system answers that tells no capitals from small letters: a test cannot count on having one. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const stat = async (path: string) =>
    await real.stat(folds ? join(dirname(path), basename(path).toLowerCase()) : path);
  return { ...real, stat };
});

const scratch = scratchFolder();

test.each([false, true])('whether a folder folds capitals is found out, and nothing is left: %s', async (answer) => {
  folds = answer;
  expect(await foldsCase(scratch)).toBe(answer);
  expect(readdirSync(scratch)).toEqual([]);
});

test('a folder that takes no files ends the run', async () => {
  await expect(foldsCase(join(scratch, 'gone'))).rejects.toMatchObject({ code: 'output_vanished' });
});
