import type * as fs from 'node:fs/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { entriesOf } from '../../../src/batch/inputs/entries.js';
import { collected } from '../../support/collected.js';
import { FOLDS, lookUp } from '../../support/folding.js';
import { scratchFolder } from '../../support/scratch.js';

/** Below this folder names are found in any normal form, as HFS+ does, which gives them in NFD: `''` is nowhere. */
const disk = vi.hoisted(() => ({ below: '', forbidden: '' }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const stat = async (path: string, options?: { readonly bigint: true }) => {
    if (disk.forbidden !== '' && path.endsWith(disk.forbidden))
      throw Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'stat' });
    const isFolding = disk.below !== '' && path.startsWith(disk.below);
    return await real.stat(isFolding ? lookUp(path, FOLDS.forms) : path, options);
  };
  return { ...real, stat };
});

const scratch = scratchFolder();
let count = 0;
const composed = '\u00e9.gif';
const decomposed = 'e\u0301.gif';

/** Of one original and one output, which are called so in their folders: `original -> output`, from the folder on. */
async function pairs(original: string, output: string, folding: 'in' | 'out' | null): Promise<string[]> {
  const folder = join(scratch, String((count += 1)));
  for (const path of [`in/${original}`, `out/${output}`]) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'GIF89a');
  }
  disk.below = folding === null ? '' : join(folder, folding);
  const options = { job: 'validate', against: join(folder, 'out') } as const;
  const found = await collected(entriesOf([join(folder, 'in')], options, new AbortController().signal));
  const short = (path: string | null) => path?.replace(`${folder}/`, '');
  return found.map((entry) => `${short(entry.input)} -> ${short(entry.output)}`);
}

test('an output that its disk gives in NFD has its original', async () => {
  expect(await pairs(composed, decomposed, 'out')).toEqual([`in/${composed} -> out/${composed}`]);
});

test('an original that its disk gives in NFD has its output', async () => {
  expect(await pairs(decomposed, composed, 'in')).toEqual([`in/${decomposed} -> out/${composed}`]);
});

test('where both names are two files, either lacks the other', async () => {
  expect(await pairs(composed, decomposed, null)).toEqual([
    `in/${composed} -> out/${composed}`,
    `in/${decomposed} -> out/${decomposed}`,
  ]);
});

test('a name that is too long in another form, and what may not be looked at, are as they are', async () => {
  const long = `${'\u00e9'.repeat(120)}.gif`;
  expect(await pairs(long, long, null)).toEqual([`in/${long} -> out/${long}`]);
  disk.forbidden = `in/${decomposed}`;
  expect(await pairs(composed, composed, null)).toEqual([`in/${composed} -> out/${composed}`]);
});
