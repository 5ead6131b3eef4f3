import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { animately, copy } from '../../src/engines/index.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';

/** The closed program cannot be had here: what is tested is what it is asked for, by a program that says what it heard. */
function standIn(): string {
  const path = join(temporaryFolder(), 'animately');
  const body = `const heard = process.argv.slice(2);
    if (heard[0] === '--help') { console.log('animately 1.1.20.0\\n --lossy, -l  Lossy'); process.exit(0) }
    require('fs').copyFileSync(heard[heard.indexOf('--input') + 1], heard[heard.indexOf('--output') + 1]);`;
  writeFileSync(path, `#!${process.execPath}\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('animately', () => {
  test('is known by its help, and is asked in flags', async () => {
    const path = standIn();
    const engine = animately({ path });
    expect(await engine.version()).toEqual({ available: true, version: '1.1.20.0', path });
    const output = join(temporaryFolder(), 'out.gif');
    const { command } = await engine.compress(fixture('ball'), output, { colors: 64, lossy: 60 });
    expect(command).toEqual([
      path,
      '--input',
      fixture('ball'),
      '--output',
      expect.any(String),
      '--colors',
      '64',
      '--lossy',
      '60',
    ]);
  });

  test('that is not there is said to be missing, and no other program is taken for it', async () => {
    const folder = temporaryFolder();
    const engine = animately({ path: join(folder, 'animately') });
    await expect(engine.compress(fixture('ball'), join(folder, 'out.gif'))).rejects.toMatchObject({
      code: 'engine_missing',
    });
    expect(await animately({ path: '/bin/true' }).version()).toMatchObject({ available: false });
  });
});

test('the control hands on the same bytes, and takes no parameter', async () => {
  const output = join(temporaryFolder(), 'out.gif');
  const { inputBytes, outputBytes } = await copy().compress(fixture('ball'), output);
  expect(outputBytes).toBe(inputBytes);
  await expect(copy().compress(fixture('ball'), output, { colors: 8 })).rejects.toMatchObject({
    code: 'unsupported_parameter',
  });
});
