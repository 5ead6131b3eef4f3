import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, makeFolderSync } from '../../src/core/make-folder.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

describe.each([
  ['waiting', makeFolder],
  ['blocking', async (dir: string, mode?: number) => makeFolderSync(dir, mode)],
])('a folder, %s', (kind, make) => {
  test('is made with those above it, all with the mode that is asked for', async () => {
    const top = join(scratch, kind, 'a');
    await make(join(top, 'b', 'c'), 0o700);
    for (const dir of [top, join(top, 'b'), join(top, 'b', 'c')]) expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  test('may be there already', async () => {
    await make(scratch);
    expect(existsSync(scratch)).toBe(true);
  });

  test('is made for each of several that need the same parent at once', async () => {
    const top = join(scratch, `${kind}-shared`, 'deep');
    const dirs = Array.from({ length: 20 }, (_, index) => join(top, String(index)));
    await Promise.all(dirs.map((dir) => make(dir)));
    expect(dirs.filter((dir) => !existsSync(dir))).toEqual([]);
  });

  test('is refused where a file has its name, or the name of one above it', async () => {
    const file = join(scratch, `${kind}.txt`);
    writeFileSync(file, '');
    await expect(make(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(make(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.runIf(existsSync('/proc/self'))('is refused, not tried for ever, in /proc, which takes no folders', async () => {
    await expect(make('/proc/pressproof/below')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
