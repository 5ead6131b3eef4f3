import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLOSED_PORT, hang, httpReceiver, status, tcpServer } from '../observe/alerts/receivers.js';
import { temporaryFolder } from '../support/engine-run.js';
import { until } from '../support/until.js';
import { withoutPackages } from './installed.js';
import {
  counted,
  expectAsJudged,
  expectCommandAsJudged,
  MODES,
  startCaller,
  told,
  type Call,
  type End,
  type LookingMode,
} from './calls.js';

const mailAt = (port: number) => ({
  type: 'email',
  host: '127.0.0.1',
  port,
  from: 'gate@example.org',
  to: ['oncall@example.org'],
});
const hookAt = (url: string) => ({ type: 'webhook', url });

/** Makes a channel in trouble, and tells how many messages it was seen to hold up. */
type Make = () => Promise<{ channel: object; held?: () => number }>;
const FAULTS: readonly (readonly [string, Make])[] = [
  ['a mail server that refuses', async () => ({ channel: mailAt(CLOSED_PORT) })],
  [
    'a mail server that hangs',
    async () => {
      let sockets = 0;
      const port = await tcpServer(() => void (sockets += 1));
      return { channel: mailAt(port), held: () => sockets };
    },
  ],
  [
    'a webhook that hangs',
    async () => {
      const { url, received } = await httpReceiver(hang);
      return { channel: hookAt(url), held: () => received.length };
    },
  ],
  ['a webhook that answers 500', async () => ({ channel: hookAt((await httpReceiver(status(500))).url) })],
  ['a host that does not exist', async () => ({ channel: hookAt('http://alerts.invalid/hook') })],
];

/** Alerts of the first failure, with nothing that the size of this machine decides. */
function configured(folder: string, channel: object, mode: string): string {
  const path = join(folder, 'pressproof.json');
  const rules = { slowRate: { over: null }, memoryMiB: { over: null } };
  writeFileSync(path, JSON.stringify({ mode, alerts: { minSubjects: 1, channels: [channel], rules } }));
  return path;
}

test.each(FAULTS)('%s is waited for by no call in any mode, and keeps no process from its end', async (_, make) => {
  // at once, since who closes waits some seconds for channels
  const [metrics] = await Promise.all([Promise.all(MODES.map((mode) => callsBeside(make, mode))), commandBeside(make)]);
  const lost = /^pressproof_alerts_total\{severity="high",channel="\w+",result="(failed|dropped)"\} [1-9]/m;
  for (const each of metrics) expect(each).toMatch(lost);
});

/** Returns what its metrics say. */
async function callsBeside(make: Make, mode: LookingMode): Promise<string> {
  const folder = temporaryFolder();
  const { channel, held } = await make();
  const controlFile = join(folder, 'control.json');
  // shadow mode wakes nobody for a file; of a damaged control file people are told in every mode
  writeFileSync(controlFile, '{');
  const env = { PRESSPROOF_CONFIG: configured(folder, channel, mode), PRESSPROOF_CONTROL_FILE: controlFile };
  const outputs = ['0-bad.gif', '1.gif', '2-bad.gif', '3.gif'];
  const program = startCaller({ folder, outputs, env, steps: true, closes: true });
  await program.next();
  const calls: Call[] = [];
  const call = async (): Promise<void> => {
    program.go();
    calls.push(await program.next<Call>());
  };
  await call();
  await call();
  await until(() => held === undefined || held() > 0);
  // the channel holds a message, and calls go on
  await call();
  await call();
  expectAsJudged(calls, mode);
  program.go();
  const { metrics } = await program.next<End>();
  const { code, log } = await program.end();
  expect(code).toBe(0);
  expect(told(log, /^An alert (could not be delivered|was dropped undelivered)/).length).toBeGreaterThan(0);
  return metrics;
}

async function commandBeside(make: Make): Promise<void> {
  const folder = temporaryFolder();
  const { channel } = await make();
  await expectCommandAsJudged('enforce', folder, { PRESSPROOF_CONFIG: configured(folder, channel, 'enforce') });
}

test.each(MODES)('mails without the package that sends them cost nothing but the mails in %s', async (mode) => {
  const folder = temporaryFolder();
  const env = { PRESSPROOF_CONFIG: configured(folder, mailAt(CLOSED_PORT), mode) };
  const library = withoutPackages(folder, ['nodemailer']);
  const program = startCaller({ folder, outputs: ['0-bad.gif', '1.gif'], env, library, closes: true });
  expectAsJudged([await program.next<Call>(), await program.next<Call>()], mode);
  const { metrics } = await program.next<End>();
  const { code, log } = await program.end();
  expect(code).toBe(0);
  const isTold = mode !== 'shadow';
  const reasons = log.map(({ reason }) => String(reason)).filter((reason) => reason.includes('nodemailer'));
  expect(reasons.map((reason) => reason.includes('npm install nodemailer'))).toEqual(isTold ? [true] : []);
  const failed = 'pressproof_alerts_total{severity="high",channel="email",result="failed"}';
  expect(counted(metrics, failed)).toBe(isTold ? 1 : 0);
});
