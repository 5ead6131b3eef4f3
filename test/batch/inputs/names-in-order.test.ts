import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { namesInOrder } from '../../../src/batch/inputs/names-in-order.js';
import { randomFrom } from '../../support/random.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();

function folderOf(names: readonly string[]): string {
  const folder = join(scratch, `of-${names.length}`);
  mkdirSync(folder);
  for (const name of names) writeFileSync(join(folder, name), '');
  return folder;
}

async function read(folder: string, page: number): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of namesInOrder(folder, undefined, page)) names.push(name);
  return names;
}

test('names come in their order, each once, whatever share of them is held at a time', async () => {
  const random = randomFrom(5);
  const names = [...new Set(Array.from({ length: 500 }, () => Math.floor(random() * 1e9).toString(36)))];
  const folder = folderOf(names);
  // 249 to 251 are around the cut at twice the page
  for (const page of [1, 7, 249, 250, 251, names.length, 1000]) {
    expect(await read(folder, page), `${page} at a time`).toEqual(names.toSorted());
  }
});

test('an empty folder has no names, and a missing one is an error', async () => {
  expect(await read(folderOf([]), 4)).toEqual([]);
  await expect(read(join(scratch, 'absent'), 4)).rejects.toThrow('ENOENT');
});

test('of two names that are not UTF-8 each is there, by its bytes, and others are as they are', async () => {
  const folder = folderOf(['caf\u00e9.gif', 'cafe\u0301.gif', 'replaced\ufffd.gif']);
  for (const byte of [0xe8, 0xe9]) {
    writeFileSync(Buffer.concat([Buffer.from(join(folder, 'caf')), Buffer.of(byte), Buffer.from('.gif')]), '');
  }
  const expected = [
    'cafe\u0301.gif',
    String.raw`caf\xe8.gif`,
    String.raw`caf\xe9.gif`,
    'caf\u00e9.gif',
    'replaced\ufffd.gif',
  ];
  expect(await read(folder, 2)).toEqual(expected.toSorted());
});

test('reading ends with its signal', async () => {
  const abort = new AbortController();
  abort.abort(new Error('enough'));
  const names = namesInOrder(folderOf(['a']), abort.signal);
  await expect(names.next()).rejects.toThrow('enough');
});
