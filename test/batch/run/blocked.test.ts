import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/batch/item.js';
import { blockedBy } from '../../../src/batch/run/blocked.js';
import { batch, copied, corpus, dispatcher, rowsOf } from './support.js';

const RECIPE = join('outputs', 'gifsicle-colors-32');

/** Entries `sub/n.gif`, the second one under another name where one is given. */
async function* entriesOf(inputs: string, count: number, second = 'sub/1.gif'): AsyncGenerator<Entry> {
  for (let n = 0; n < count; n += 1) {
    yield { input: join(inputs, `${n}.gif`), name: n === 1 ? second : `sub/${n}.gif`, output: null };
  }
}

/** As many folders as make a path of more than the 4096 bytes that Linux takes. */
const TOO_LONG = `${Array.from({ length: 20 }, () => 'n'.repeat(240)).join('/')}/1.gif`;

describe('a file that cannot be published where others can', () => {
  test.each([
    ['a folder at its place', 'sub/1.gif', (at: string) => mkdirSync(at), 'a folder is at its place'],
    [
      'a file for its folder',
      'other/1.gif',
      (at: string) => writeFileSync(dirname(at), ''),
      'a file is where its folder',
    ],
    [
      'a link to nowhere',
      'other/1.gif',
      (at: string) => symlinkSync('nowhere', dirname(at)),
      'a link in its path leads',
    ],
  ])('for %s is an error with its remedy, and is made when the way is free', async (_, name, block, what) => {
    const place = corpus(3);
    const at = join(place.out, RECIPE, name);
    mkdirSync(join(place.out, RECIPE, 'sub'), { recursive: true });
    block(at);
    const again = () => entriesOf(place.inputs, 3, name);
    const blocked: string[] = [];
    await batch(place, { entries: again(), onBlocked: ({ row }) => blocked.push(row.name) });
    expect(blocked).toEqual([name]);
    const rows = rowsOf(place.out);
    expect(rows.map(({ status }) => status)).toEqual(['pass', 'pass', 'error', 'pass', 'pass', 'pass']);
    expect(rows[2]).toMatchObject({ errorCode: 'output_blocked', output: null, published: false, name });
    expect(rows[2]!.reason).toMatch(`${at} cannot be published: ${what}`);
    expect(rows[2]!.reason).toMatch(/(move|take) that away, and go on with --resume$/);

    // every resume tries it again, and nothing else
    const still = dispatcher();
    await batch(place, { entries: again(), dispatcher: still });
    expect(still.tasks.map(({ item }) => item.entry.name)).toEqual([name]);
    expect(rowsOf(place.out)).toHaveLength(6);
    expect(rowsOf(place.out)[2]).toMatchObject({ status: 'error', errorCode: 'output_blocked' });

    rmSync(name.startsWith('sub') ? at : dirname(at), { recursive: true });
    const free = dispatcher();
    expect(await batch(place, { entries: again(), dispatcher: free })).toMatchObject({ known: 5, remade: 0 });
    expect(free.tasks).toHaveLength(1);
    expect(rowsOf(place.out)[2]).toMatchObject({ status: 'pass', output: at, published: true, errorCode: null });
    expect(readFileSync(at, 'utf8')).toBe('input 1');
  });

  test('for its name is an error too', async () => {
    const place = corpus(2);
    await batch(place, { entries: entriesOf(place.inputs, 2, TOO_LONG) });
    const rows = rowsOf(place.out);
    expect(rows.map(({ errorCode }) => errorCode)).toEqual([null, null, 'output_blocked', 'output_blocked']);
    expect(rows[3]!.reason).toContain('its path is longer than this system takes (ENAMETOOLONG');
  });

  test('is done once in a run whose inputs name it twice', async () => {
    const place = corpus(2);
    mkdirSync(join(place.out, RECIPE, 'sub/1.gif'), { recursive: true });
    const twice = async function* () {
      yield* entriesOf(place.inputs, 2);
      yield* entriesOf(place.inputs, 2);
    };
    const crew = dispatcher(copied, 1);
    await batch(place, { entries: twice(), dispatcher: crew });
    expect(crew.tasks).toHaveLength(4);
  });

  test('of those that were committed when a process ended keeps no run from being resumed', async () => {
    const place = corpus(3);
    const folder = join(place.out, RECIPE);
    mkdirSync(dirname(folder), { recursive: true });
    // the folder of a recipe is a matter of all of its items
    writeFileSync(folder, '');
    const entries = () => entriesOf(place.inputs, 3);
    await expect(batch(place, { entries: entries(), dispatcher: dispatcher(copied, 1) })).rejects.toThrow(folder);
    const committed = rowsOf(place.out).filter(({ status }) => status === 'pass');
    expect(committed.length).toBeGreaterThan(0);
    rmSync(folder);
    mkdirSync(join(folder, 'sub/0.gif'), { recursive: true });
    await batch(place, { entries: none() });
    expect(rowsOf(place.out)[0]).toMatchObject({ status: 'error', errorCode: 'output_blocked' });
    await batch(place, { entries: entries() });
    expect(rowsOf(place.out).map(({ status }) => status)).toEqual([
      'error',
      ...Array.from({ length: 5 }, () => 'pass'),
    ]);
    expect(existsSync(join(folder, 'sub/1.gif'))).toBe(true);
  });
});

async function* none(): AsyncGenerator<Entry> {}

test.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE'])('%s is never of one file alone', (code) => {
  expect(blockedBy(Object.assign(new Error(code), { code, syscall: 'rename' }), '/out/a.gif')).toBeNull();
});
