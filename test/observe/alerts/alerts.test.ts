import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { Alerts, type AlertsOptions } from '../../../src/observe/alerts/alerts.js';
import { ATTEMPTS } from '../../../src/observe/alerts/delivery.js';
import type { AlertMessage } from '../../../src/observe/alerts/message.js';
import type { Delivered } from '../../../src/observe/alerts/outbox.js';
import type { AlertSettings, ChannelSettings } from '../../../src/observe/alerts/settings.js';
import { check, pair, report } from '../../report/samples.js';
import { decision, liveState } from '../decisions.js';
import { CLOSED_PORT, hang, httpReceiver, smtpReceiver, status, tcpServer } from './receivers.js';
import { settings } from './settings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Alerts on a clock that a test moves, delivered for real with short pauses. */
function alertsTo(
  channels: readonly ChannelSettings[],
  more: Partial<AlertSettings> = {},
  options: Partial<AlertsOptions> = {},
) {
  const clock = { now: 0 };
  const results: Delivered[] = [];
  const lines: string[] = [];
  const rules = { failureRate: { over: 0.05, severity: 'high' } } as const;
  const alerts = new Alerts({
    settings: settings(rules, { channels, ...more }),
    version: '0.1.0',
    environment: 'production',
    state: () => liveState(),
    log: (level, fields, text) => lines.push(`${level} ${text} ${JSON.stringify(fields)}`),
    onResult: (result) => results.push(result),
    env: {},
    now: () => clock.now,
    // a receiver that answers late would be told twice: an attempt has the product's own time
    attempts: { ...ATTEMPTS, most: 3, firstPauseMs: 5, longestPauseMs: 1500 },
    tickMs: 0,
    ...options,
  });
  return { alerts, clock, results, lines };
}

const failed = decision({
  report: report({
    verdict: 'fail',
    subject: pair('secret-project.gif', 10, 10),
    checks: [check('frame_count', 'failed'), check('fps', 'passed')],
  }),
});
const passed = decision();

function see(alerts: Alerts, count: number, seen = failed): void {
  for (let index = 0; index < count; index += 1) alerts.accept(seen);
}

const webhook = (url: string, paths = false): ChannelSettings => ({ type: 'webhook', url, paths });
const bodies = (received: readonly { readonly body: string }[]) =>
  received.map(({ body }) => JSON.parse(body) as AlertMessage);

describe('alerts', () => {
  test('tell of a rule once when it fires, again when it goes on, and when it ends', async () => {
    const { url, received } = await httpReceiver(status(200));
    const { alerts, clock } = alertsTo([webhook(url)]);
    see(alerts, 100);
    alerts.tick();
    await alerts.flush();
    expect(received).toHaveLength(1);
    for (let minute = 0; minute < 61; minute += 1) {
      clock.now += MINUTE;
      see(alerts, 5);
    }
    await alerts.flush();
    for (let minute = 0; minute < 20; minute += 1) {
      clock.now += MINUTE;
      see(alerts, 5, passed);
    }
    await alerts.flush();
    const messages = bodies(received);
    expect(messages.map(({ state }) => state)).toEqual(['firing', 'repeated', 'resolved']);
    const [first, , last] = messages as [AlertMessage, AlertMessage, AlertMessage];
    expect(first).toMatchObject({
      schemaVersion: 1,
      name: 'failureRate',
      severity: 'high',
      title: 'Failure rate 100 %, limit 5 %',
      text: '20 of 20 subjects that could be judged failed in the last 10 minutes (100 %).',
      rule: { value: 1, threshold: 0.05, unit: 'share' },
      counts: { subjects: 20, failed: 20, checks: [{ check: 'frame_count', subjects: 20 }] },
      mode: 'alert',
      source: { pid: process.pid, version: '0.1.0', environment: 'production' },
    });
    expect(first.advice).toContain('pressproof control mode enforce');
    expect(new Set(messages.map(({ alert }) => alert)).size).toBe(1);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
    // 61 minutes of failures, 5 until too few are in the window of 10, and 5 to be sure
    expect(last.firingForMs).toBeGreaterThan(70 * MINUTE);
    expect(last.text).toMatch(/The alert lasted \d+ minutes\.$/);
    await alerts.close();
  });

  test('name paths only in channels that ask for them', async () => {
    const [open, closed] = [await httpReceiver(status(200)), await httpReceiver(status(200))];
    const { alerts } = alertsTo([webhook(open.url, true), webhook(closed.url)]);
    see(alerts, 20);
    await alerts.close();
    expect(bodies(open.received)[0]!.examples).toEqual(['out/secret-project.gif']);
    expect(closed.received[0]!.body).not.toContain('secret-project');
    expect(closed.received[0]!.body).not.toContain('a'.repeat(64));
  });

  test('tell of events, of the same one in a row once an hour', async () => {
    const { url, received } = await httpReceiver(status(200));
    const { alerts, clock } = alertsTo([webhook(url)]);
    alerts.event('emergency_disabled', 'high', 'Disabled by ann: false alarms');
    alerts.event('emergency_disabled', 'high', 'Disabled by ann: false alarms');
    alerts.event('emergency_enabled', 'low', 'Enabled by ann');
    alerts.event('emergency_disabled', 'high', 'Disabled by ann: false alarms');
    alerts.event('store_unwritable', 'medium', 'disk full');
    clock.now += HOUR;
    alerts.event('store_unwritable', 'medium', 'disk full');
    await alerts.close();
    const messages = bodies(received);
    expect(messages.map(({ name }) => name)).toEqual([
      'emergency_disabled',
      'emergency_enabled',
      'emergency_disabled',
      'store_unwritable',
      'store_unwritable',
    ]);
    expect(messages[0]).toMatchObject({
      state: 'event',
      title: 'Emergency disabled',
      text: 'Disabled by ann: false alarms',
      rule: null,
      counts: null,
    });
    expect(new Set(messages.map(({ id }) => id)).size).toBe(5);
  });

  test('reach a mailbox, the end in the thread of its beginning', async () => {
    const { port, mails } = await smtpReceiver();
    const email: ChannelSettings = {
      type: 'email',
      host: '127.0.0.1',
      port,
      secure: false,
      from: 'press@example.org',
      to: ['on-call@example.org'],
      paths: false,
    };
    const { alerts, clock, results } = alertsTo(
      [email],
      {},
      { attempts: { timeoutMs: 10_000, most: 1, firstPauseMs: 1, longestPauseMs: 1 } },
    );
    see(alerts, 20);
    clock.now += 11 * MINUTE;
    alerts.tick();
    clock.now += 6 * MINUTE;
    alerts.tick();
    await alerts.close();
    expect(results.map(({ result }) => result)).toEqual(['sent', 'sent']);
    const [first, last] = mails.map(({ raw }) => raw) as [string, string];
    const id = /^Message-ID: (.+)$/m.exec(first)?.[1];
    expect(id).toMatch(/^<[\da-f-]{13}\.failureRate\.1\.firing@example\.org>$/);
    expect(/^In-Reply-To: (.+)$/m.exec(last)?.[1]).toBe(id);
    expect(last).toContain('Failure rate: nothing left to judge by');
    expect(last).toContain('too few to tell whether it is over');
  });
});

describe('a channel that is broken', () => {
  test('is tried again: 500 twice, then taken', async () => {
    const { url, received } = await httpReceiver(status(500), status(500), status(200));
    const { alerts, results } = alertsTo([webhook(url)]);
    see(alerts, 20);
    await alerts.close();
    expect(new Set(bodies(received).map(({ id }) => id)).size).toBe(1);
    expect(received).toHaveLength(3);
    expect(results).toEqual([{ severity: 'high', channel: 'webhook', result: 'sent' }]);
  });

  test('that asks to wait gets what it asks for', async () => {
    const { url, received } = await httpReceiver(status(429, { 'retry-after': '1' }), status(200));
    const { alerts } = alertsTo([webhook(url)]);
    see(alerts, 20);
    await alerts.close();
    expect(received).toHaveLength(2);
    // timers may fire a millisecond early
    expect(received[1]!.at - received[0]!.at).toBeGreaterThanOrEqual(999);
  });

  test('delays no other channel and no decision, whatever it does', async () => {
    const good = await httpReceiver(status(200));
    const hanging = await httpReceiver(hang);
    const failing = await httpReceiver(status(500));
    const endless = await httpReceiver((response) => {
      response.writeHead(200);
      response.write('x');
    });
    const broken = [
      hanging.url,
      failing.url,
      endless.url,
      `http://127.0.0.1:${CLOSED_PORT}/`,
      `http://127.0.0.1:${await tcpServer((socket) => socket.destroy())}/`,
    ].map((url) => webhook(url));
    const never = { timeoutMs: 60_000, most: 5, firstPauseMs: 60_000, longestPauseMs: 60_000 };
    const { alerts, results } = alertsTo([...broken, webhook(good.url)], {}, { attempts: never, flushMs: 50 });
    expect(() => see(alerts, 1000)).not.toThrow();
    await expect.poll(() => good.received).toHaveLength(1);
    await expect.poll(() => results.filter(({ result }) => result === 'sent')).toHaveLength(2);
    await alerts.close();
    // the one whose answer never ends took it, and four did not
    await expect
      .poll(() => results.map(({ result }) => result).toSorted())
      .toEqual(['failed', 'failed', 'failed', 'failed', 'sent', 'sent']);
  });

  test('shows in the log which and why, and no secret', async () => {
    const { url } = await httpReceiver(status(404, {}, 'no_service'));
    const { alerts, lines } = alertsTo([{ type: 'slack', url: `${url}/T0/s3cret`, paths: false }]);
    see(alerts, 20);
    await alerts.close();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^warn An alert could not be delivered .*"channel":"slack","reason":"127.0.0.1:\d+ answered 404: no_service"/,
    );
    expect(lines[0]).not.toContain('s3cret');
  });

  test('does not hold up whoever closes: what is left is dropped and counted', async () => {
    const { url } = await httpReceiver(hang);
    const { alerts, results } = alertsTo(
      [webhook(url)],
      {},
      { attempts: { timeoutMs: 60_000, most: 5, firstPauseMs: 1, longestPauseMs: 1 }, flushMs: 20 },
    );
    alerts.event('mode_changed', 'low', 'from shadow to alert');
    alerts.event('demoted', 'high', 'image fell back to alert');
    await alerts.close();
    await expect.poll(() => results.map(({ result }) => result).toSorted()).toEqual(['dropped', 'failed']);
  });
});

test('a state that cannot be read is logged by the timer and ends nothing', async () => {
  const lines: string[] = [];
  const broken = () => {
    throw new Error('no state');
  };
  const { alerts } = alertsTo([], {}, { state: broken, tickMs: 5, log: (_level, _fields, text) => lines.push(text) });
  await expect.poll(() => lines.length).toBeGreaterThan(1);
  expect(lines[0]).toBe('Alert rules could not be looked at');
  await alerts.close();
});

/** Works until its stdin ends. What hangs would hold it for hours, were it held by it. */
const PROGRAM = `
import { Alerts } from ${JSON.stringify(new URL('../../../src/observe/alerts/alerts.ts', import.meta.url))};
const state = () => ({ mode: 'alert', memoryBytes: 0 });
const attempts = { timeoutMs: 1e9, most: 5, firstPauseMs: 1e9, longestPauseMs: 1e9 };
const about = { version: '0', environment: null, state, log: () => undefined, attempts };
const alerts = new Alerts({ settings: JSON.parse(process.env.SETTINGS), ...about });
alerts.event('mode_changed', 'low', 'from shadow to alert');
process.stdin.resume();
`;

test('a process ends when its own work is done, whatever hangs', async () => {
  const [hanging, failing] = [await httpReceiver(hang), await httpReceiver(status(500))];
  const channels = [webhook(hanging.url), webhook(failing.url)];
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM], {
    env: { ...process.env, SETTINGS: JSON.stringify(settings({}, { channels })) },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const counts = () => [hanging.received.length, failing.received.length];
  await expect.poll(counts).toEqual([1, 1]);
  child.stdin.end();
  expect(await ended).toBe(0);
  expect(counts()).toEqual([1, 1]);
});
