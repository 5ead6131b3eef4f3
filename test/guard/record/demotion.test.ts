import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { close } from '../../../src/guard/close.js';
import { guard } from '../../../src/guard/guard.js';
import { validate } from '../../../src/guard/validate.js';
import { CHECK_IDS } from '../../../src/image/checks/ids.js';
import { changeControl, history, setMode } from '../../../src/policy/control/index.js';
import { copying } from '../../support/compressors.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import '../../support/quiet.js';

const ball = fixture('ball');
let folder: string;
let controlFile: string;
let config: string;

beforeEach(async () => {
  folder = temporaryFolder();
  controlFile = join(folder, 'control.json');
  config = join(folder, 'pressproof.json');
  writeFileSync(
    config,
    JSON.stringify({
      control: { file: controlFile },
      limits: { minFrames: 99 },
      promotion: { demote: { minSubjects: 3, overFailureRate: 0.5 } },
    }),
  );
  const by = { name: 'alice', host: 'here', pid: 1 };
  await changeControl(controlFile, setMode('enforce'), { by, why: 'week five' });
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(close);

const shrink = () => guard(copying(), { config });

async function outcomesOf(count: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let index = 0; index < count; index++) {
    const one = shrink()(ball, join(folder, `${index}.gif`));
    outcomes.push(await one.then(() => 'published').catch((error: { code: string }) => error.code));
  }
  await close();
  return outcomes;
}

test('a check that fails too often in enforce falls back to alert by itself, and the history says who and why', async () => {
  expect(await outcomesOf(3)).toEqual(['validation_failed', 'validation_failed', 'validation_failed']);
  expect(JSON.parse(readFileSync(controlFile, 'utf8'))).toMatchObject({
    settings: { mode: 'enforce', checks: { frame_count: { mode: 'alert' } } },
  });
  const { changes } = await history(controlFile);
  expect(changes.at(-1)).toMatchObject({
    action: 'demote check frame_count from enforce to alert',
    by: { name: 'pressproof (automatic)' },
  });
  expect(changes.at(-1)?.why).toContain('3 of 3');
  expect(await outcomesOf(1)).toEqual(['published']);
});

test('a suite in which everything fails falls back whole, and checks that are off stay off', async () => {
  const failing = ['frame_count', 'size_reduction'];
  const checks = CHECK_IDS.map((id) => [id, failing.includes(id) ? {} : { enabled: false }] as const);
  const all = { ...Object.fromEntries(checks), duration: { mode: 'off' } };
  const limits = { minFrames: 99, minBytes: 1e8 };
  const promotion = { demote: { minSubjects: 3, overFailureRate: 0.5 } };
  writeFileSync(
    config,
    JSON.stringify({ mode: 'enforce', control: { file: controlFile }, limits, checks: all, promotion }),
  );
  await changeControl(controlFile, setMode(null), {
    by: { name: 'alice', host: 'here', pid: 1 },
    why: 'as configured',
  });
  expect(await outcomesOf(3)).toEqual(['validation_failed', 'validation_failed', 'validation_failed']);
  expect(JSON.parse(readFileSync(controlFile, 'utf8'))).toMatchObject({
    settings: { suites: { image: { mode: 'alert' } }, checks: { duration: { mode: 'off' } } },
  });
  const { validation } = await shrink()(ball, join(folder, 'after.gif'));
  expect(validation?.mode).toBe('alert');
  expect(validation?.checks.map(({ id }) => id)).not.toContain('duration');
});

test('verdicts that nobody acts on demote nothing', async () => {
  for (let index = 0; index < 4; index++) {
    expect((await validate(ball, ball, { config })).verdict).toBe('fail');
  }
  await close();
  expect((await history(controlFile)).changes).toHaveLength(1);
});

test('a mode that the caller states is not demoted: the control file could not change it', async () => {
  const by = { name: 'alice', host: 'here', pid: 1 };
  await changeControl(controlFile, setMode('alert'), { by, why: 'week three' });
  const enforced = guard(copying(), { config, mode: 'enforce' });
  for (let index = 0; index < 4; index++) {
    await expect(enforced(ball, join(folder, `${index}.gif`))).rejects.toThrow('was not published');
  }
  await close();
  expect((await history(controlFile)).changes).toHaveLength(2);
});
