import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedSince, layoutOf } from '../../../src/artifact/layout/layout.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { places } from '../../support/read-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const layout = (path: string) => layoutOf(path, DEFAULT_ARTIFACT_BUDGET);
const changed = (path: string, found: ReturnType<typeof layout>) => changedSince(path, found, DEFAULT_ARTIFACT_BUDGET);

function folder(name: string): string {
  const path = join(scratch, name);
  mkdirSync(join(path, 'sub'), { recursive: true });
  writeFileSync(join(path, 'b'), 'bb');
  writeFileSync(join(path, 'a'), 'a');
  writeFileSync(join(path, 'sub', 'c'), 'ccc');
  return path;
}

test('a folder is its files in the order of their names, however deep', () => {
  const found = layout(folder('plain'));
  expect(found.members.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a', 1],
    ['b', 2],
    ['sub/c', 3],
  ]);
  expect(found).toMatchObject({ kind: 'folder', bytes: 6, problems: [] });
});

test('a file is its own name, also through a link that its user gave', () => {
  const path = folder('linked');
  symlinkSync('a', join(path, 'latest'));
  expect(layout(join(path, 'latest'))).toMatchObject({
    kind: 'file',
    bytes: 1,
    members: [{ name: 'latest', bytes: 1 }],
  });
});

test('nothing there is a problem of the artifact', () => {
  const found = layout(join(scratch, 'nowhere'));
  expect(found).toMatchObject({ kind: 'missing', members: [] });
  expect(places(found.problems)).toEqual(['layout_not_found@-']);
});

test('neither a file nor a folder is a problem, and nobody waits for it', () => {
  const path = join(scratch, 'pipe');
  execFileSync('mkfifo', [path]);
  expect(places(layout(path).problems)).toEqual(['layout_special_file@-']);
});

test('case 34: a link within a folder is not followed, wherever it leads', () => {
  const path = folder('links');
  symlinkSync('/etc/passwd', join(path, 'out'));
  symlinkSync('a', join(path, 'in'));
  symlinkSync('..', join(path, 'sub', 'up'));
  const { members, problems } = layout(path);
  expect(members.map(({ name }) => name)).toEqual(['a', 'b', 'sub/c']);
  expect(problems.map(({ rule, file }) => `${rule} ${file}`).toSorted()).toEqual([
    'layout_symlink in',
    'layout_symlink out',
    'layout_symlink sub/up',
  ]);
});

test('a pipe in a folder is a problem', () => {
  const path = folder('with a pipe');
  execFileSync('mkfifo', [join(path, 'p')]);
  expect(layout(path).problems.map(({ rule, file }) => [rule, file])).toEqual([['layout_special_file', 'p']]);
});

test('names that are not UTF-8, or cannot be seen, are problems', () => {
  const path = folder('names');
  writeFileSync(Buffer.concat([Buffer.from(join(path, 'caf')), Buffer.of(0xe9)]), 'x');
  writeFileSync(join(path, 'line\nbreak'), 'x');
  const { members, problems } = layout(path);
  expect(new Map(problems.map(({ rule, file }) => [rule, file]))).toEqual(
    new Map([
      ['layout_name_control', 'line\nbreak'],
      ['layout_name_not_utf8', 'caf\ufffd'],
    ]),
  );
  expect(members.map(({ name }) => name)).toEqual(['a', 'b', 'line\nbreak', 'sub/c']);
});

test('5,000 files are an artifact, and more than the budget allows are none', () => {
  const path = join(scratch, 'many');
  for (let index = 0; index < 5000; index++) {
    const below = join(path, String(index % 10));
    if (index < 10) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `${index}.txt`), 'x');
  }
  expect(layout(path)).toMatchObject({ bytes: 5000, problems: [] });
  expect(() => layoutOf(path, { ...DEFAULT_ARTIFACT_BUDGET, maxMembers: 100 })).toThrow(
    expect.objectContaining({ code: 'too_many_files' }),
  );
});

const CHANGES: Readonly<Record<string, (path: string) => void>> = {
  'written to': (path) => writeFileSync(join(path, 'a'), 'A!'),
  'written to in its size': (path) => {
    writeFileSync(join(path, 'a'), 'A');
    utimesSync(join(path, 'a'), 1, 1);
  },
  'replaced by another': (path) => renameSync(join(path, 'b'), join(path, 'a')),
  'taken away': (path) => rmSync(join(path, 'a')),
};

test.each(Object.entries(CHANGES))('a file that was %s is noticed', (how, change) => {
  const path = folder(`changed ${how}`);
  const found = layout(path);
  expect(changed(path, found)).toBeNull();
  change(path);
  expect(changed(path, found)).toBe('a');
});

test('a file that came is noticed', () => {
  const path = folder('grown');
  const found = layout(path);
  writeFileSync(join(path, 'new'), '');
  expect(changed(path, found)).toBe('new');
});
