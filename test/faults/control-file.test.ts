import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/engine-run.js';
import {
  expectAsJudged,
  expectCommandAsJudged,
  MODES,
  startCaller,
  threeCalls,
  told,
  type Call,
  type End,
} from './calls.js';

/** A good file; the mode that it states is what a reader of it must never have found in a bad one. */
const written = (settings: object, revision = 'by-hand') =>
  JSON.stringify({
    schemaVersion: 1,
    revision,
    changedAt: '2026-01-01T00:00:00Z',
    changedBy: 'carol',
    reason: '',
    settings,
    emergency: null,
  });

const isRoot = process.getuid?.() === 0;
/** Root reads everything, unless it is started without the right to. */
const WITHOUT_PRIVILEGE = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** Each leaves something at the path that holds no switches, and names what is said of it. */
const FAULTS: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  ['is cut short', (path) => writeFileSync(path, '{"schemaVersion":1,'), /is no JSON/],
  ['is empty', (path) => writeFileSync(path, ''), /is no JSON/],
  ['is of a later schema', (path) => writeFileSync(path, '{"schemaVersion":2}'), /schemaVersion/],
  ['states a mode that there is not', (path) => writeFileSync(path, written({ mode: 'loud' })), /settings\.mode/],
  ['is a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path]), /is no regular file/],
  ['is a folder', (path) => mkdirSync(path), /is no regular file/],
  ['is huge', (path) => writeFileSync(path, ' '.repeat(2 ** 24)), /at most/],
  ['is a device without end', (path) => execFileSync('ln', ['-s', '/dev/zero', path]), /is no regular file/],
  ['is a link to itself', (path) => execFileSync('ln', ['-s', path, path]), /ELOOP/],
  ['lies in no folder', (path) => rmSync(join(path, '..'), { recursive: true }), /there is no folder/],
];

/** The path of a control file in a folder of its own. */
function place(): string {
  const folder = join(temporaryFolder(), 'control');
  mkdirSync(folder);
  return join(folder, 'control.json');
}

describe.each(FAULTS)('a control file that %s', (_, spoil, words) => {
  test.each(MODES)('changes nothing in %s, and is told', async (mode) => {
    const folder = temporaryFolder();
    const path = place();
    spoil(path);
    const env = { PRESSPROOF_CONTROL_FILE: path, PRESSPROOF_MODE: mode };
    const { calls, log, state } = await threeCalls({ folder, env, closes: false });
    expectAsJudged(calls, mode);
    expect(told(log, /^control file: /)).toEqual([expect.stringMatching(words)]);
    expect(state).toMatchObject({ mode, control: { path, problem: expect.stringMatching(words) as unknown } });
    expect(state.problems).toEqual([state.control?.problem]);
  });

  test('changes nothing of what pressproof compress publishes, and is told', async () => {
    const path = place();
    spoil(path);
    const env = { PRESSPROOF_CONTROL_FILE: path };
    expect(await expectCommandAsJudged('enforce', temporaryFolder(), env)).toMatch(words);
  });
});

test.each(MODES)('a control file that its reader may not read changes nothing in %s', async (mode) => {
  const folder = temporaryFolder();
  const path = place();
  writeFileSync(path, written({ mode: 'off' }));
  chmodSync(path, 0);
  const env = { PRESSPROOF_CONTROL_FILE: path, PRESSPROOF_MODE: mode };
  const { calls, log, state } = await threeCalls({ folder, env, closes: false, through: WITHOUT_PRIVILEGE });
  expectAsJudged(calls, mode);
  expect(told(log, /^control file: /)).toEqual([expect.stringContaining('cannot be read (EACCES)')]);
  expect(state.control?.problem).toContain('EACCES');
});

test('a control file that comes and goes between calls keeps its last good state in force', async () => {
  const folder = temporaryFolder();
  const path = place();
  writeFileSync(path, written({ mode: 'enforce' }));
  const outputs = ['0-bad.gif', '1-bad.gif', '2-bad.gif'];
  const env = { PRESSPROOF_CONTROL_FILE: path, PRESSPROOF_MODE: 'shadow' };
  const program = startCaller({ folder, outputs, env, steps: true });
  await program.next();
  program.go();
  expectAsJudged([await program.next<Call>()], 'enforce');
  rmSync(path);
  await program.logged(/is gone/);
  program.go();
  expectAsJudged([await program.next<Call>()], 'enforce');
  writeFileSync(path, written({ mode: 'alert' }, 'again'));
  await program.logged(/can be read again/);
  program.go();
  expectAsJudged([await program.next<Call>()], 'alert');
  program.go();
  expect((await program.next<End>()).state).toMatchObject({ mode: 'alert', control: { problem: null }, problems: [] });
  const { code, log } = await program.end();
  expect(code).toBe(0);
  expect(told(log, /^control file/)).toHaveLength(2);
});

test.each(MODES)('a control file that is replaced all the time is seen whole in %s', async (mode) => {
  const folder = temporaryFolder();
  const path = place();
  writeFileSync(path, written({ mode }));
  let replaced = 0;
  const timer = setInterval(() => {
    // some thousand times a second
    for (let more = 0; more < 10; more++) {
      writeFileSync(`${path}.new`, written({ mode }, `revision-${(replaced += 1)}`));
      renameSync(`${path}.new`, path);
    }
  });
  try {
    const env = { PRESSPROOF_CONTROL_FILE: path };
    const { calls, log, state } = await threeCalls({ folder, env, closes: false });
    expectAsJudged(calls, mode);
    expect(told(log, /^control file/)).toEqual([]);
    expect(state.problems).toEqual([]);
    expect(state.control?.revision).toMatch(/^revision-/);
    expect(replaced).toBeGreaterThan(100);
  } finally {
    clearInterval(timer);
  }
});

test('a control file that is written in place, so that readers see half of it, never changes the mode', async () => {
  const folder = temporaryFolder();
  const path = place();
  writeFileSync(path, written({ mode: 'enforce' }));
  const outputs = Array.from({ length: 12 }, (_, index) => `${index}-bad.gif`);
  const env = { PRESSPROOF_CONTROL_FILE: path, PRESSPROOF_MODE: 'shadow', PRESSPROOF_LOG_LEVEL: 'silent' };
  const program = startCaller({ folder, outputs, env, steps: true });
  await program.next();
  for (const [index] of outputs.entries()) {
    const whole = written({ mode: 'enforce' }, `revision-${index}`);
    // whole at first, since before a good state there is nothing that could stay in force
    writeFileSync(path, index === 0 ? whole : whole.slice(0, (index * whole.length) / outputs.length));
    program.go();
    expectAsJudged([await program.next<Call>()], 'enforce');
  }
  program.go();
  await program.next<End>();
  expect((await program.end()).code).toBe(0);
});
