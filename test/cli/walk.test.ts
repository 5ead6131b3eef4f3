import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imagesIn } from '../../src/cli/walk.js';
import { fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true });
copyFileSync(fixture('held'), join(folder, 'deep', 'deeper', 'an-image-by-its-content'));
writeFileSync(join(folder, 'deep', 'ruined.GIF'), 'not an image');
writeFileSync(join(folder, 'notes.txt'), 'GI');
writeFileSync(join(folder, 'empty'), '');
symlinkSync(folder, join(folder, 'deep', 'circle'));
symlinkSync(fixture('held'), join(folder, 'linked.gif'));
symlinkSync(join(folder, 'gone'), join(folder, 'dangling.gif'));

async function found(...paths: string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const path of imagesIn(paths)) files.push(path.replace(`${folder}/`, ''));
  return files;
}

test('folders give what is named or built like an image, in the order of names, and no link to a folder', async () => {
  expect(await found(folder)).toEqual([
    'dangling.gif',
    'deep/deeper/an-image-by-its-content',
    'deep/ruined.GIF',
    'linked.gif',
  ]);
});

test('files that are named are given whatever they are, also missing ones', async () => {
  expect(await found(join(folder, 'notes.txt'), join(folder, 'absent'))).toEqual(['notes.txt', 'absent']);
});

test('a folder that cannot be read is given itself, and what follows it too', async () => {
  const closed = join(folder, 'half', 'closed');
  mkdirSync(closed, { recursive: true });
  copyFileSync(fixture('held'), join(folder, 'half', 'open.gif'));
  chmodSync(folder, 0o755);
  chmodSync(closed, 0o000);
  // nothing is closed to root
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.('nobody');
  try {
    expect(await found(join(folder, 'half'))).toEqual(['half/closed', 'half/open.gif']);
  } finally {
    if (root) process.seteuid?.(0);
    chmodSync(closed, 0o755);
  }
});
