import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { decision } from '../observe/decisions.js';
import { httpReceiver, status } from '../observe/alerts/receivers.js';
import { temporaryFolder } from '../support/engine-run.js';
import { until } from '../support/until.js';
import { expectAsJudged, MODES, startCaller, threeCalls, type Call, type End } from './calls.js';
import { DAY_S, movableClock } from './movable-clock.js';

/** Where the clock is put before each call, s beside the right time. */
const MOVES = [0, -2 * DAY_S, 40 * DAY_S, -2 * DAY_S, 0];
/** More than the clock is moved by: what is older when the store first looks, it deletes as it should. */
const RETENTION = { retentionDays: 60 };
/** A call takes no hour, whatever the calendar says meanwhile. */
const HOUR_MS = 3_600_000;

function controlled(folder: string, until: number | null): string {
  const path = join(folder, 'control.json');
  const since = new Date().toISOString();
  const emergency =
    until === null ? null : { reason: 'on fire', by: 'carol', since, until: new Date(until).toISOString() };
  const about = { schemaVersion: 1, revision: 'by-hand', changedAt: since, changedBy: 'carol', reason: '' };
  writeFileSync(path, JSON.stringify({ ...about, settings: {}, emergency }));
  return path;
}

test.each(MODES)('a clock that is set back and forward while it works changes no verdict in %s', async (mode) => {
  const folder = temporaryFolder();
  const { url, received } = await httpReceiver(status(200));
  const config = join(folder, 'pressproof.json');
  const rules = { slowRate: { over: null }, memoryMiB: { over: null } };
  const alerts = { minSubjects: 1, channels: [{ type: 'webhook', url }], rules };
  writeFileSync(config, JSON.stringify({ alerts, store: RETENTION }));
  const clock = movableClock(folder);
  const store = join(folder, 'results.db');
  const program = startCaller({
    folder,
    outputs: MOVES.map((_, index) => `${index}${index % 2 === 1 ? '-bad' : ''}.gif`),
    env: {
      ...clock.env,
      PRESSPROOF_MODE: mode,
      PRESSPROOF_CONFIG: config,
      PRESSPROOF_STORE: store,
      PRESSPROOF_CONTROL_FILE: controlled(folder, null),
    },
    steps: true,
    closes: true,
  });
  await program.next();
  const calls: Call[] = [];
  for (const seconds of MOVES) {
    clock.move(seconds);
    program.go();
    calls.push(await program.next<Call>());
  }
  program.go();
  const { state } = await program.next<End>();
  expect((await program.end()).code).toBe(0);
  expectAsJudged(calls, mode);
  expect(state).toMatchObject({ mode, problems: [], control: { revision: 'by-hand', problem: null } });
  expect(state.control?.ageMs).toBeGreaterThanOrEqual(0);

  const opened = openStore(store);
  const decisions = opened.find({}, 10).flatMap(({ id }) => opened.get(id) ?? []);
  opened.close();
  expect(decisions).toHaveLength(MOVES.length);
  for (const { report, addedMs, validationMs, compression } of decisions) {
    for (const ms of [report.durationMs, addedMs, validationMs, compression?.durationMs]) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(HOUR_MS);
    }
  }
  // the clock did move: reports tell of days that lie apart
  const days = decisions.map(({ report }) => Math.round((Date.parse(report.startedAt) - Date.now()) / 1000 / DAY_S));
  expect(new Set(days).size).toBeGreaterThan(1);
  const isTold = () => received.some(({ body }) => body.includes('failureRate'));
  await until(() => mode === 'shadow' || isTold());
  expect(isTold()).toBe(mode !== 'shadow');
});

test('an emergency ends when the calendar says so, however the clock came there', async () => {
  const folder = temporaryFolder();
  const clock = movableClock(folder);
  const path = controlled(folder, Date.now() + HOUR_MS);
  const env = { ...clock.env, PRESSPROOF_CONTROL_FILE: path };
  const program = startCaller({ folder, outputs: ['0.gif', '1.gif', '2.gif', '3.gif'], env, steps: true });
  await program.next();
  const verdicts: unknown[] = [];
  for (const seconds of [0, DAY_S, -DAY_S, 2 * DAY_S]) {
    clock.move(seconds);
    program.go();
    const { validation, exists } = await program.next<Call>();
    verdicts.push([exists, validation?.verdict, validation?.reason?.includes('on fire') ?? false]);
  }
  expect(verdicts).toEqual([
    [true, 'skipped', true],
    [true, 'warn', false],
    [true, 'skipped', true],
    [true, 'warn', false],
  ]);
  program.go();
  await program.next<End>();
  expect((await program.end()).code).toBe(0);
});

test.each([
  ['back', -2 * DAY_S, true],
  ['forward by less than records are kept', 20 * DAY_S, true],
  ['forward by more than records are kept', 40 * DAY_S, false],
])('retention goes by the calendar: a clock that is set %s', async (_, seconds, isKept) => {
  const folder = temporaryFolder();
  const path = join(folder, 'results.db');
  const store = openStore(path);
  const earlier = decision({ id: randomUUID(), at: Date.now() });
  store.record([earlier]);
  store.close();
  const clock = movableClock(folder);
  clock.move(seconds);
  const { calls } = await threeCalls({ folder, env: { ...clock.env, PRESSPROOF_STORE: path } });
  expectAsJudged(calls, 'alert');
  const after = openStore(path);
  await until(() => (after.get(earlier.id) !== null) === isKept);
  expect(after.find({}, 10)).toHaveLength(isKept ? 4 : 3);
  after.close();
});

test.each(['0.3', '0.7'])('the draw at %s is the same at any time', async (rate) => {
  const folder = temporaryFolder();
  const clock = movableClock(folder);
  const outputs = MOVES.map((_, index) => `${index}.gif`);
  const env = { ...clock.env, PRESSPROOF_SAMPLE_RATE: rate };
  const program = startCaller({ folder, outputs, env, steps: true });
  await program.next();
  const verdicts = new Set<unknown>();
  for (const seconds of MOVES) {
    clock.move(seconds);
    program.go();
    verdicts.add((await program.next<Call>()).validation?.verdict);
  }
  expect(verdicts.size).toBe(1);
  program.go();
  await program.next<End>();
  expect((await program.end()).code).toBe(0);
});
