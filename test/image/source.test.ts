import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digest } from '../../src/image/digested-source.js';
import { openSource } from '../../src/image/source.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();

test('a named pipe is refused at once, also when nobody writes to it', () => {
  const path = join(folder, 'pipe.gif');
  execFileSync('mkfifo', [path]);
  expect(() => openSource({ path })).toThrow(/pipe\.gif: is not a regular file/);
});

test('a folder is refused and a missing file is named', () => {
  mkdirSync(join(folder, 'folder.gif'));
  expect(() => openSource({ path: join(folder, 'folder.gif') })).toThrow(/is not a regular file/);
  expect(() => openSource({ path: join(folder, 'none.gif') })).toThrow(/none\.gif: no such file/);
});

test('a name with the sign for what is not UTF-8 is unreadable when it is not there, and read when it is', () => {
  const path = join(folder, 'caf\ufffd.gif');
  const opened = () => openSource({ path });
  expect(opened).toThrow(expect.objectContaining({ code: 'unreadable', message: expect.stringMatching(/not UTF-8/) }));
  writeFileSync(path, 'really named so');
  const source = opened();
  expect(source.size).toBe(15);
  source.close();
});

test('bytes and the file that holds them have one digest', () => {
  const path = join(folder, 'some.bin');
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  writeFileSync(path, bytes);
  const file = openSource({ path });
  expect(digest(file)).toBe(digest(openSource({ bytes })));
  expect(file.size).toBe(300_000);
  file.close();
});

test('a file that somebody writes to is told, also when its size stays; one that is only moved or removed is not', () => {
  const path = join(folder, 'changing.bin');
  writeFileSync(path, 'before');
  // an hour ago, so that the write below is later than what was seen on any clock
  utimesSync(path, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
  const moved = openSource({ path });
  renameSync(path, `${path}.moved`);
  rmSync(`${path}.moved`);
  expect(moved.changed()).toBe(false);
  moved.close();

  writeFileSync(path, 'before');
  utimesSync(path, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
  const written = openSource({ path });
  expect(written.changed()).toBe(false);
  writeFileSync(path, 'behind');
  expect(written.changed()).toBe(true);
  written.close();
});
