import { writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DegradationLevel } from '../../../src/core/decision.js';
import { sharpEngine } from '../../../src/engines/index.js';
import { close } from '../../../src/guard/close.js';
import { guard } from '../../../src/guard/guard.js';
import { degradationLevel } from '../../../src/guard/plan/load.js';
import { METRIC_NAMES } from '../../../src/image/quality/metric-names.js';
import { compressor } from '../../support/compressors.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import '../../support/quiet.js';

const ORIGINAL = fixture('plasma');
/** All metrics of every frame take some ten times as long as what the limits need. */
const SLOW = { metrics: METRIC_NAMES };
const FAST = {};

let folder: string;
let shrunk: string;
beforeEach(async () => {
  folder = temporaryFolder();
  shrunk = join(folder, 'shrunk.gif');
  vi.stubEnv('PRESSPROOF_STORE', '');
  // frames that are the same as in the original would be settled at once
  await sharpEngine().compress(ORIGINAL, shrunk, { colors: 32 });
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(close);

/** A guarded compression of the same file each time. @returns what its report says of the work */
function guarded(settings: object) {
  const config = join(folder, 'pressproof.json');
  writeFileSync(config, JSON.stringify({ store: { path: null }, ...settings }));
  const shrink = guard(
    compressor('writing', (_, output) => copyFile(shrunk, output)),
    { config },
  );
  return async () => {
    const { validation } = await shrink(ORIGINAL, join(folder, 'out.gif'));
    const { coverage, durationMs } = validation!;
    return { level: coverage.level, limitedBy: coverage.limitedBy, durationMs };
  };
}

/** Subjects one after the other until the load has led somewhere, or so many were judged. */
async function until<Seen>(level: DegradationLevel, subject: () => Promise<Seen>, most = Infinity): Promise<Seen[]> {
  const seen: Seen[] = [];
  while (degradationLevel() !== level && seen.length < most) seen.push(await subject());
  return seen;
}

/**
 * How long a subject takes here: a window of six holds the three that are needed, and two that are tried at a better level
 * are not tried one after the other where they are three apart, also on a machine that becomes half as fast meanwhile.
 */
async function secondsOf(subject: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await subject();
  return (performance.now() - before) / 1000;
}

/** Subjects by which what is too slow has led somewhere: several windows of them. */
const ENOUGH = 20;

const NEVER = { degraded: null, structural: null, off: null };

test('a process removes work while validation is slow, and brings it back when it no longer is', async () => {
  const once = guarded(SLOW);
  await once();
  // whatever this machine can do now: twice the limit with all metrics, a fifth of it without
  const measured = async () => {
    const slowMs = Math.min((await once()).durationMs, (await once()).durationMs, (await once()).durationMs);
    const each = await secondsOf(once);
    return {
      enabled: true,
      windowSeconds: 6 * each,
      minSamples: 3,
      dwellSeconds: 3 * each,
      // sampled coverage spares so short an animation nothing
      validationMs: { ...NEVER, structural: slowMs / 2 },
      queueWaitMs: NEVER,
      memoryMiB: NEVER,
    };
  };
  let degradation = await measured();
  let before = await until('structural', guarded({ ...SLOW, degradation }), ENOUGH);
  while (degradationLevel() !== 'structural') {
    // others left it alone meanwhile, and it is twice as fast
    degradation = await measured();
    before = await until('structural', guarded({ ...SLOW, degradation }), ENOUGH);
  }
  expect(new Set(before.map(({ level }) => level))).toEqual(new Set(['full']));

  // what is slow still is looked at whole once in a while only, and that keeps the level
  const during = guarded({ ...SLOW, degradation });
  const held = [await during(), await during(), await during()];
  expect(held).toContainEqual(expect.objectContaining({ level: 'structural', limitedBy: 'degradation: structural' }));

  const after = await until('normal', guarded({ ...FAST, degradation }));
  expect(after.filter(({ level }) => level === 'full').length).toBeGreaterThanOrEqual(3);
  expect(await guarded({ ...FAST, degradation })()).toMatchObject({ level: 'full' });
});

test('a process without subjects is back at normal after a while', async () => {
  const once = guarded(FAST);
  await once();
  const degradation = {
    enabled: true,
    windowSeconds: 6 * (await secondsOf(once)),
    minSamples: 3,
    dwellSeconds: 0.05,
    // whatever it is, it is too much
    validationMs: { ...NEVER, degraded: 0.02 },
  };
  await until('degraded', guarded({ ...FAST, degradation }));
  while (degradationLevel() !== 'normal') await pause(20);
  expect(degradationLevel()).toBe('normal');
});
