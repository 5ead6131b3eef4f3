import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Mode } from '../../../src/core/modes.js';
import { changeControl, history, setMode } from '../../../src/policy/control/index.js';
import { demote } from '../../../src/policy/promotion/demote.js';
import type { DemotionCall } from '../../../src/policy/promotion/demotion.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const call: DemotionCall = {
  target: { suite: 'image', check: null },
  from: 'enforce',
  to: 'alert',
  reason: '16 of 50 subjects failed',
  keep: new Map<string, Mode>([['fps', 'shadow']]),
};

function controlFile(): string {
  return join(mkdtempSync(join(scratch, 'demote-')), 'control.json');
}

test('a demotion is a change of the control file like any other, with its author and its reason', async () => {
  const path = controlFile();
  const { change } = await demote(path, call);
  expect(change).toMatchObject({
    by: { name: 'pressproof (automatic)', host: hostname() },
    action: 'demote suite image from enforce to alert',
    why: '16 of 50 subjects failed',
    new: { settings: { suites: { image: { mode: 'alert' } }, checks: { fps: { mode: 'shadow' } } } },
  });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ revision: change?.id, reason: call.reason });
});

test('five who see the same breach go one step down, not five', async () => {
  const path = controlFile();
  const all = await Promise.all(Array.from({ length: 5 }, async () => await demote(path, call)));
  expect(all.filter(({ change }) => change !== null)).toHaveLength(1);
  expect((await history(path)).changes).toHaveLength(1);
});

test('who comes late does not make stricter what has gone further down', async () => {
  const path = controlFile();
  const by = { name: 'alice', host: 'web1', pid: 1 };
  await changeControl(path, setMode('shadow', { suite: 'image' }), { by, why: '' });
  const { change, switches } = await demote(path, call);
  expect(change).toBeNull();
  expect(switches.settings.suites).toEqual({ image: { mode: 'shadow' } });
});

test('a control file that cannot be read is left as it is', async () => {
  const path = controlFile();
  writeFileSync(path, '{');
  await expect(demote(path, call)).rejects.toThrow('is no JSON');
  expect(readFileSync(path, 'utf8')).toBe('{');
});
