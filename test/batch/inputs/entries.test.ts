import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entriesOf, type EntryOptions } from '../../../src/batch/inputs/entries.js';
import { absoluteInput } from '../../../src/batch/inputs/open.js';
import type { Entry } from '../../../src/batch/item.js';
import { scratchFolder } from '../../support/scratch.js';

const root = scratchFolder();

function make(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), 'GIF89a');
  }
}

async function entries(inputs: readonly string[], options: Partial<EntryOptions> = {}): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entriesOf(inputs, { job: 'compress', ...options }, new AbortController().signal)) {
    found.push(entry);
  }
  return found;
}

const names = (found: readonly Entry[]) => found.map(({ name }) => name);

make('one/a.gif', 'one/deep/b.gif', 'one/deep/.hidden.gif', 'one/run/outputs/a.gif', 'two/a.gif', 'two/c.png');
make('odd/[x] (1)/a.gif', 'odd/[x] (1)/deep/b.gif', 'odd/back\\slash.gif');
writeFileSync(join(root, 'one', 'notes.txt'), 'no image');
symlinkSync(join(root, 'one'), join(root, 'two', 'link'));

test('a folder gives its images by their names below it, and not what is in the folder of the run', async () => {
  const found = await entries([join(root, 'one')], { except: [join(root, 'one', 'run')] });
  expect(names(found)).toEqual(['a.gif', 'deep/.hidden.gif', 'deep/b.gif']);
  expect(found[0]).toEqual({ input: join(root, 'one', 'a.gif'), name: 'a.gif', output: null });
});

test('what is called an image and is no file is given, links to folders are not', async () => {
  const odd = join(root, 'links');
  mkdirSync(odd);
  symlinkSync(join(root, 'nowhere.gif'), join(odd, 'dangling.gif'));
  symlinkSync(join(root, 'one', 'a.gif'), join(odd, 'file.gif'));
  symlinkSync(join(root, 'one'), join(odd, 'folder.gif'));
  symlinkSync(join(root, 'nowhere.txt'), join(odd, 'dangling.txt'));
  execFileSync('mkfifo', [join(odd, 'pipe.gif')]);
  expect(names(await entries([odd]))).toEqual(['dangling.gif', 'file.gif', 'pipe.gif']);
});

test('a manifest that can be read once only is refused: its rows would be shared', async () => {
  execFileSync('mkfifo', [join(root, 'list.csv')]);
  await expect(entries([join(root, 'list.csv')])).rejects.toThrow('Expected a manifest that is a file for INPUT');
});

test('of several inputs the names begin where the inputs part', async () => {
  const found = await entries([join(root, 'two'), join(root, 'one', 'deep'), join(root, 'one', 'a.gif')]);
  expect(names(found)).toEqual(['two/a.gif', 'two/c.png', 'one/deep/.hidden.gif', 'one/deep/b.gif', 'one/a.gif']);
});

test('a glob gives what a shell would: files by their names, images or not, hidden ones only when asked for', async () => {
  expect(names(await entries([join(root, 'one', '*')]))).toEqual(['a.gif', 'notes.txt']);
  expect(names(await entries([join(root, '{one,two}', '**', '*.gif')]))).toEqual([
    'one/a.gif',
    'one/deep/b.gif',
    'one/run/outputs/a.gif',
    'two/a.gif',
  ]);
  expect(names(await entries([join(root, 'one', 'deep', '.*.gif')]))).toEqual(['.hidden.gif']);
});

test('a glob that matches nothing says so, and so does an empty folder', async () => {
  mkdirSync(join(root, 'empty'));
  const told: string[] = [];
  const found = await entries([join(root, 'one', '*.webp'), join(root, 'empty')], { tell: (text) => told.push(text) });
  expect(found).toEqual([]);
  expect(told).toEqual([`${join(root, 'one', '*.webp')} matches no file`, `${join(root, 'empty')} holds no image`]);
});

test('an input that is nothing is refused before anything is given', async () => {
  const gone = join(root, 'gone');
  await expect(entries([join(root, 'one'), gone])).rejects.toThrow(
    `Expected a folder, a file, a glob or an s3:// address that is there for INPUT but received "${gone}"`,
  );
});

test('inputs mean the same from everywhere, also where names of folders look like globs', async () => {
  const folder = join(root, 'odd', '[x] (1)');
  expect(await absoluteInput('s3://bucket/a', folder)).toBe('s3://bucket/a');
  expect(await absoluteInput('a.gif', folder)).toBe(join(folder, 'a.gif'));
  expect(names(await entries([folder]))).toEqual(['a.gif', 'deep/b.gif']);
  expect(names(await entries([await absoluteInput('**/*.gif', folder)]))).toEqual(['a.gif', 'deep/b.gif']);
  expect(names(await entries([await absoluteInput('../../one/*.gif', folder)]))).toEqual(['a.gif']);
});

test('a name that could lead elsewhere on another system is changed, its file is not', async () => {
  const [found] = await entries([join(root, 'odd', '*.gif')]);
  expect(found?.name).toMatch(/^back_slash~[0-9a-f]{8}\.gif$/);
  expect(found?.input).toBe(join(root, 'odd', 'back\\slash.gif'));
});
