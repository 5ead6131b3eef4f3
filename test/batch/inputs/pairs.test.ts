import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entriesOf, type EntryOptions } from '../../../src/batch/inputs/entries.js';
import { collected } from '../../support/collected.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
let count = 0;

/** A folder of its own with these files. */
function folderWith(...names: readonly string[]): string {
  const folder = join(scratch, `case-${(count += 1)}`);
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'GIF89a');
  }
  return folder;
}

/** `name: original -> output`, from the folder on. */
async function pairs(folder: string, inputs: readonly string[], options: Partial<EntryOptions>): Promise<string[]> {
  const absolute = { ...options, ...(options.against && { against: join(folder, options.against) }) };
  const found = await collected(
    entriesOf(
      inputs.map((input) => join(folder, input)),
      { job: 'validate', ...absolute },
      new AbortController().signal,
    ),
  );
  const short = (path: string | null) => path?.replace(`${folder}/`, '');
  return found.map(({ name, input, output }) => `${name}: ${short(input)} -> ${short(output)}`);
}

test('pairs by folder have the same names; what is missing on either side is a pair, too', async () => {
  const folder = folderWith(
    'in/a.gif',
    'in/deep/b.gif',
    'in/lost.gif',
    'out/a.gif',
    'out/deep/b.gif',
    'out/deep/orphan.gif',
  );
  expect(await pairs(folder, ['in'], { against: 'out' })).toEqual([
    'a.gif: in/a.gif -> out/a.gif',
    'deep/b.gif: in/deep/b.gif -> out/deep/b.gif',
    'lost.gif: in/lost.gif -> out/lost.gif',
    'deep/orphan.gif: in/deep/orphan.gif -> out/deep/orphan.gif',
  ]);
});

test('of a part of the originals only the outputs of that part are asked for', async () => {
  const folder = folderWith('in/a.gif', 'in/b.gif', 'out/a.gif', 'out/b.gif', 'out/a-orphan.gif', 'out/c-orphan.gif');
  expect(await pairs(folder, ['in/a*.gif'], { against: 'out' })).toEqual([
    'a.gif: in/a.gif -> out/a.gif',
    'a-orphan.gif: in/a-orphan.gif -> out/a-orphan.gif',
  ]);
  expect(await pairs(folder, ['in/b.gif'], { against: 'out' })).toEqual(['b.gif: in/b.gif -> out/b.gif']);
});

test('originals of several folders may have their outputs in one', async () => {
  const folder = folderWith('one/a.gif', 'two/b.gif', 'out/a.gif', 'out/b.gif', 'out/c.gif');
  expect(await pairs(folder, ['one', 'two'], { against: 'out' })).toEqual([
    'one/a.gif: one/a.gif -> out/a.gif',
    'two/b.gif: two/b.gif -> out/b.gif',
    'one/c.gif: one/c.gif -> out/c.gif',
  ]);
});

test('pairs by suffix lie in one folder; an output is no original, and both may be missing', async () => {
  const folder = folderWith(
    'a.gif',
    'a.min.gif',
    'deep/b.gif',
    'deep/c.min.gif',
    'deep/d.min.min.gif',
    'deep/d.min.gif',
    'deep/d.gif',
  );
  expect(await pairs(folder, ['.'], { suffix: '.min' })).toEqual([
    'a.gif: a.gif -> a.min.gif',
    'deep/b.gif: deep/b.gif -> deep/b.min.gif',
    'deep/c.gif: deep/c.gif -> deep/c.min.gif',
    'deep/d.gif: deep/d.gif -> deep/d.min.gif',
    // the output of an output is nobody else's to bring along
    'deep/d.min.gif: deep/d.min.gif -> deep/d.min.min.gif',
  ]);
});

test('an output that was named alone brings its original along', async () => {
  const folder = folderWith('a.gif', 'a.min.gif');
  expect(await pairs(folder, ['a.min.gif'], { suffix: '.min' })).toEqual(['a.gif: a.gif -> a.min.gif']);
  expect(await pairs(folder, ['a.gif', 'a.min.gif'], { suffix: '.min' })).toEqual(['a.gif: a.gif -> a.min.gif']);
});

test('a suffix may hold for names in another folder', async () => {
  const folder = folderWith('in/a.gif', 'out/a_small.gif', 'out/b_small.gif', 'out/other.gif');
  expect(await pairs(folder, ['in'], { against: 'out', suffix: '_small' })).toEqual([
    'a.gif: in/a.gif -> out/a_small.gif',
    'b.gif: in/b.gif -> out/b_small.gif',
  ]);
});

test('names that outputs cannot have are looked for as a batch would have written them', async () => {
  const folder = folderWith('in/back\\slash.gif', 'in/a.gif');
  mkdirSync(join(folder, 'out'));
  const [first = ''] = (await pairs(folder, ['in/b*.gif'], { against: 'out' })).slice(0, 1);
  const written = /-> out\/(back_slash~[0-9a-f]{8}\.gif)$/.exec(first)?.[1];
  expect(written).toBeDefined();
  writeFileSync(join(folder, 'out', written ?? ''), 'GIF89a');
  expect(await pairs(folder, ['in'], { against: 'out' })).toHaveLength(2);
});

test('a manifest of originals takes its outputs from a folder, unless it names them', async () => {
  const folder = folderWith('out/deep/a.gif');
  writeFileSync(join(folder, 'list.csv'), 'original,output\ndeep/a.gif,\nb.gif,elsewhere/b.gif\n');
  expect(await pairs(folder, ['list.csv'], { against: 'out' })).toEqual([
    'deep/a.gif: deep/a.gif -> out/deep/a.gif',
    'b.gif: b.gif -> elsewhere/b.gif',
  ]);
});

test.each([
  [{}, /^Expected --against FOLDER or --suffix SUFFIX with .*: only a manifest says which files are pairs$/],
  [
    { against: 'nowhere' },
    /^Expected a folder that is there, or s3:\/\/BUCKET\/PREFIX for --against but received ".*nowhere"$/,
  ],
  [
    { suffix: '' },
    /^Expected what names of outputs have before their extension, e.g. .min for --suffix but received ""$/,
  ],
  [{ suffix: '../x' }, /for --suffix but received "..\/x"$/],
])('pairs that nobody can make are refused: %j', async (options, message) => {
  await expect(pairs(folderWith('a.gif'), ['.'], options)).rejects.toThrow(message);
});
