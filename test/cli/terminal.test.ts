import { copyFileSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { spawnSync, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI, cli, fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
/** Clears the screen of whoever prints it, and makes two lines of one. */
const HOSTILE = join(folder, 'a\u001b[2J\nb.gif');
copyFileSync(fixture('held'), HOSTILE);

test.each([
  ['probe', [HOSTILE]],
  ['probe', [`${HOSTILE}.absent`]],
  ['scan', [HOSTILE]],
  ['scan', [`${HOSTILE}.absent`]],
  ['validate', [HOSTILE, `${HOSTILE}.absent`]],
  ['compress', [HOSTILE, '-o', join(folder, 'o\u001b[2J.gif'), '--engine', 'gifenc']],
  ['compress', [`${HOSTILE}.absent`, '-o', join(folder, 'o.gif'), '--engine', 'gifenc']],
])('%s hands nothing to a terminal that it would obey (%j)', async (command, args) => {
  const { stdout, stderr } = await cli([command, ...args]);
  expect(stdout + stderr).toContain(String.raw`\u001b[2J`);
  expect(stdout + stderr).not.toContain('\u001b');
});

test.each([
  ['probe', []],
  ['scan', []],
  ['artifact', ['inspect']],
  ['artifact', ['validate', '--coverage', 'structural']],
])(
  'JSON of %s %j says the very name, with nothing in it raw that is obeyed or turns text round',
  async (command, more) => {
    const name = join(folder, 'a\u009b2J\u202efig.pkl');
    writeFileSync(name, '');
    const { stdout } = await cli([command, ...more, name, '--json']);
    expect(stdout).toContain(String.raw`a\u009b2J\u202efig.pkl`);
    expect(stdout).not.toMatch(/[\u0080-\u009f\u202e]/);
    const { path, subject } = JSON.parse(stdout) as { path?: string; subject?: { file: { path: string } } };
    expect(path ?? subject?.file.path).toBe(name);
  },
);

test('a name of two lines stays on one', async () => {
  const { stdout } = await cli(['scan', HOSTILE]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
});

test('a missing input is named before its reason', async () => {
  const { code, stderr } = await cli(['compress', 'absent.gif', '-o', join(folder, 'o.gif'), '--engine', 'gifenc']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'pressproof: absent.gif: no such file or directory (ENOENT)\n' });
});

test('a result that cannot be written is a sentence and exit 1', async () => {
  const full = openSync('/dev/full', 'w');
  try {
    const stdio: StdioOptions = ['ignore', full, 'pipe'];
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'engines'], { stdio, encoding: 'utf8' });
    expect(stderr).toMatch(/^pressproof: the result cannot be written \(ENOSPC: .+\)\n$/);
    expect(status).toBe(1);
  } finally {
    closeSync(full);
  }
});
