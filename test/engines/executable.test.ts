import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../src/engines/executable.js';
import { temporaryFolder } from '../support/engine-run.js';

const suffix = process.platform === 'win32' ? '.exe' : '';

function program(folder: string, mode: number): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `tool${suffix}`);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

describe('findOnPath', () => {
  test('takes the first folder that has the program', async () => {
    const folder = temporaryFolder();
    const first = program(join(folder, 'a'), 0o755);
    program(join(folder, 'b'), 0o755);
    expect(await findOnPath('tool', [join(folder, 'none'), join(folder, 'a'), join(folder, 'b')].join(delimiter))).toBe(
      first,
    );
  });

  test('passes over folders of that name and files that may not be run', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a', `tool${suffix}`), { recursive: true });
    program(join(folder, 'b'), 0o644);
    const third = program(join(folder, 'c'), 0o755);
    const path = ['a', 'b', 'c'].map((name) => join(folder, name)).join(delimiter);
    expect(await findOnPath('tool', path)).toBe(third);
  });

  test('never looks into the working directory for an empty entry', async () => {
    const folder = temporaryFolder();
    program(folder, 0o755);
    const before = process.cwd();
    process.chdir(folder);
    const found = await findOnPath('tool', `${delimiter}${delimiter}`);
    process.chdir(before);
    expect(found).toBeNull();
  });
});
