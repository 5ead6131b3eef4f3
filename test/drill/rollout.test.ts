import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { LiveState } from '../../src/core/state.js';
import { openStore } from '../../src/store/store.js';
import { httpReceiver, smtpReceiver, status } from '../observe/alerts/receivers.js';
import { cli, jsonLines, resultOf } from '../support/cli.js';
import { fixture, FIXTURES, temporaryFolder } from '../support/engine-run.js';
import { until } from '../support/until.js';

const PIPELINE = fileURLToPath(new URL('./pipeline.mjs', import.meta.url));
/** Outputs that the engine leaves half written. */
const BAD = ['ball', 'plasma', 'slides'];

interface Seen {
  readonly name: string;
  readonly output: string;
  /** ms since 1970. */
  readonly started: number;
  readonly saw?: readonly string[];
  readonly verdict?: string;
  readonly mode?: string;
  readonly rejected?: string;
  readonly quarantined?: string;
}

interface Run {
  readonly seen: readonly Seen[];
  readonly state: LiveState;
  readonly metrics: string;
}

test('the whole story of a rollout, on real files with real processes and servers', { timeout: 180_000 }, async () => {
  const folder = temporaryFolder();
  const corpus = join(folder, 'corpus');
  const store = join(folder, 'results.db');
  const controlFile = join(folder, 'control.json');
  const config = join(folder, 'pressproof.json');
  mkdirSync(corpus);
  for (const name of FIXTURES) copyFileSync(fixture(name), join(corpus, `${name}.gif`));
  const { port, mails } = await smtpReceiver();
  const hook = await httpReceiver(status(200));
  writeFileSync(
    config,
    JSON.stringify({
      quarantineDir: join(folder, 'rejected'),
      alerts: {
        minSubjects: 5,
        channels: [
          { type: 'webhook', url: hook.url },
          { type: 'email', host: '127.0.0.1', port, from: 'gate@example.org', to: ['oncall@example.org'] },
        ],
        // this machine may be slow and large: only what the drill does shall be told
        rules: { slowRate: { over: null }, memoryMiB: { over: null } },
      },
    }),
  );
  const env = {
    PRESSPROOF_CONFIG: config,
    PRESSPROOF_CONTROL_FILE: controlFile,
    PRESSPROOF_STORE: store,
    PRESSPROOF_LOG_LEVEL: 'silent',
  };

  const start = (name: string, more: object = {}): ChildProcess => {
    const to = join(folder, name);
    mkdirSync(to);
    const task = JSON.stringify({ from: corpus, to, bad: BAD.join(','), ...more });
    return spawn(process.execPath, [PIPELINE, task], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const ended = async (child: ChildProcess): Promise<Run> => {
    const { code, stdout, stderr } = await resultOf(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = jsonLines(stdout);
    const last = lines.at(-1) as unknown as Omit<Run, 'seen'>;
    return { ...last, seen: lines.slice(0, -1) as unknown as Seen[] };
  };
  const control = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli(['control', ...args], { env });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const recorded = <T>(read: (opened: ReturnType<typeof openStore>) => T): T => {
    const opened = openStore(store);
    try {
      return read(opened);
    } finally {
      opened.close();
    }
  };
  const countOf = (query: Parameters<ReturnType<typeof openStore>['find']>[0]) =>
    recorded((opened) => opened.find(query, 10_000).length);

  // 1. shadow: callers see nothing, the store and the metrics show all, nobody is woken
  await control('mode', 'shadow', '--reason', 'week one');
  const shadow = await ended(start('shadow'));
  expect(shadow.seen).toHaveLength(FIXTURES.length);
  for (const { saw, output } of shadow.seen) {
    expect(saw).not.toContain('validation');
    expect(existsSync(output)).toBe(true);
  }
  expect(countOf({ mode: 'shadow', verdict: 'fail' })).toBe(BAD.length);
  expect(countOf({ mode: 'shadow' })).toBe(FIXTURES.length);
  expect(shadow.metrics).toContain(
    `pressproof_validations_total{suite="image",mode="shadow",verdict="fail"} ${BAD.length}`,
  );
  expect(shadow.metrics).toMatch(/^pressproof_mode_info\{mode="shadow"\} 1$/m);
  // of the change itself people are told, of what shadow mode saw they are not
  expect(mails).toHaveLength(1);
  expect(mails[0]?.raw).toContain('week one');

  // 2. alert: callers see verdicts, every file is published, people are told
  await control('mode', 'alert', '--reason', 'week three');
  const alert = await ended(start('alert'));
  expect(alert.seen.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)).toEqual(
    BAD.map((name) => `${name}.gif`),
  );
  expect(readdirSync(join(folder, 'alert'))).toHaveLength(FIXTURES.length);
  expect(mails.filter(({ raw }) => /^Subject: .*failure/im.test(raw))).toHaveLength(1);
  expect(hook.received.map(({ body }) => JSON.parse(body) as object)).toContainEqual(
    expect.objectContaining({ severity: 'high' }),
  );

  // 3. enforce: nothing bad is published, and what was rejected is kept with its report
  await control('mode', 'enforce', '--reason', 'week five');
  const enforce = await ended(start('enforce'));
  const good = FIXTURES.filter((name) => !BAD.includes(name)).map((name) => `0-${name}.gif`);
  expect(readdirSync(join(folder, 'enforce')).toSorted()).toEqual(good.toSorted());
  expect(enforce.seen.filter(({ rejected }) => rejected === 'validation_failed')).toHaveLength(BAD.length);
  for (const { quarantined } of enforce.seen.filter(({ rejected }) => rejected)) {
    expect(JSON.parse(readFileSync(`${quarantined}.report.json`, 'utf8'))).toMatchObject({ verdict: 'fail' });
  }
  expect(
    recorded((opened) => opened.find({ mode: 'enforce' }, 100).filter(({ action }) => action === 'reject')),
  ).toHaveLength(BAD.length);

  // 4. emergency: off and on again while another process compresses, within a second, and nothing is lost
  const stop = join(folder, 'stop');
  const long = start('emergency', { until: stop, bad: '' });
  const began: number[] = [];
  createInterface({ input: long.stdout! }).on('line', (line) => began.push((JSON.parse(line) as Seen).started));
  const ends = ended(long);
  /** A call that began later than this is over. */
  const called = (since: number) => until(() => began.some((started) => started > since));
  await called(0);
  await control('disable', '--reason', 'validator is on fire');
  const off = Date.now();
  await called(off + 1000);
  const stillOff = Date.now();
  await control('enable', '--reason', 'put out');
  const on = Date.now();
  await called(on + 1000);
  writeFileSync(stop, '');
  const { seen: all } = await ends;
  expect(all.length % FIXTURES.length).toBe(0);
  expect(all.filter(({ output }) => !existsSync(output))).toEqual([]);
  const isDuring = ({ started }: Seen) => started > off + 1000 && started < stillOff;
  expect(all.filter(isDuring).length).toBeGreaterThan(0);
  expect(new Set(all.filter(isDuring).map(({ verdict }) => verdict))).toEqual(new Set(['skipped']));
  const after = all.filter(({ started }) => started > on + 1000);
  expect(after.length).toBeGreaterThan(0);
  expect(after.filter(({ verdict }) => verdict === 'skipped')).toEqual([]);
  const unseen = all.filter(({ verdict }) => verdict === 'skipped').length;
  expect(
    recorded((opened) => opened.find({ verdict: 'skipped' }, 10_000).filter(({ skipped }) => skipped === 'emergency')),
  ).toHaveLength(unseen);
  expect(mails.filter(({ raw }) => raw.includes('validator is on fire'))).toHaveLength(1);

  // 5. the audit shows who did what and why
  const history = jsonLines(await control('history', '--json'));
  const told = JSON.stringify(history);
  for (const why of ['week one', 'week three', 'week five', 'validator is on fire', 'put out'])
    expect(told).toContain(why);

  // 6. rollback restores the earlier state, and the next process finds it
  await control('rollback', '--reason', 'drill');
  expect(JSON.parse(await control('status', '--json'))).toMatchObject({ emergency: { disabled: true } });
  await control('enable');
  await control('mode', 'shadow');
  await control('rollback');
  const again = await ended(start('again'));
  expect(again.state).toMatchObject({ mode: 'enforce', emergency: { disabled: false } });
  expect(readdirSync(join(folder, 'again')).toSorted()).toEqual(good.toSorted());
});
