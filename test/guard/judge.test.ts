/** What validate and validateMany do with a plan beyond the look itself: draw, follow the load, record. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { Decision } from '../../src/core/decision.js';
import { close } from '../../src/guard/close.js';
import { hearDecisions } from '../../src/guard/record/recording.js';
import { validate, validateMany } from '../../src/guard/validate.js';
import { fixture, FIXTURES, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
afterEach(() => void vi.unstubAllEnvs());
afterAll(close);

function configOf(settings: object): string {
  const path = join(temporaryFolder(), 'pressproof.json');
  writeFileSync(path, JSON.stringify(settings));
  return path;
}

test('what an original was drawn into holds for whatever was made of it, one by one and together', async () => {
  vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0.5');
  const outputs = FIXTURES.map(fixture);
  const drawn = new Set<boolean>();
  for (const original of outputs) {
    const alone = await Promise.all(outputs.map((output) => validate(original, output, { coverage: 'structural' })));
    const many = await validateMany(original, outputs, { coverage: 'structural' });
    const out = new Set([...alone, ...many].map(({ verdict }) => verdict === 'skipped'));
    expect(out.size).toBe(1);
    for (const isOut of out) drawn.add(isOut);
  }
  // or the draw was none
  expect(drawn.size).toBe(2);
});

test('an output whose checks are all off leaves the others to the draw', async () => {
  vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0');
  const config = configOf({ checks: { fps: { mode: 'off' } } });
  const reports = await validateMany(ball, [{ output: ball, checks: ['fps'] }, ball], { config });
  expect(reports.map(({ verdict }) => verdict)).toEqual(['skipped', 'skipped']);
});

test('bytes are judged as they were at the call, also while the subject is drawn', async () => {
  // so that it is drawn, and taken
  vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0.999999');
  const bytes = Uint8Array.from(readFileSync(ball));
  const pending = Promise.all([validate(bytes, bytes), validateMany(bytes, [bytes, ball])]);
  bytes.fill(0);
  const [one, many] = await pending;
  expect([one, ...many].map(({ verdict }) => verdict)).toEqual(['warn', 'warn', 'warn']);
});

test('a process that is out of memory looks at less, and says so', async () => {
  // any process has more than that
  const config = configOf({ degradation: { enabled: true, memoryMiB: { degraded: 1, structural: 1 } } });
  const [one, ...many] = [
    await validate(ball, ball, { config }),
    ...(await validateMany(ball, [ball, ball], { config })),
  ];
  for (const { coverage } of [one, ...many]) {
    expect(coverage).toMatchObject({ level: 'structural', limitedBy: 'degradation: structural', couldOverturn: true });
  }
});

test('of several outputs each decision is its own, and those that were looked at share the time', async () => {
  const config = configOf({ checks: { fps: { mode: 'off' } } });
  const heard: Decision[] = [];
  const silence = hearDecisions((decision) => void heard.push(decision));
  const before = performance.now();
  await validateMany(ball, [{ output: ball, checks: ['fps'] }, ball, { output: ball, checks: ['frame_count'] }], {
    config,
  });
  const took = performance.now() - before;
  silence();
  expect(heard.map(({ skipped }) => skipped)).toEqual(['mode_off', null, null]);
  expect(heard[0]?.validationMs).toBe(0);
  for (const { report, validationMs, queueWaitMs } of heard.slice(1)) {
    const waited = queueWaitMs ?? 0;
    expect(validationMs).toBeCloseTo(waited + (report.durationMs - waited) / 2, 6);
  }
  expect(heard.reduce((sum, { addedMs }) => sum + addedMs, 0)).toBeLessThanOrEqual(took);
});
