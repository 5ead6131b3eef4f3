import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLOSED_PORT, httpReceiver, smtpReceiver, status } from '../../observe/alerts/receivers.js';
import { cli } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();
let files = 0;

/** A configuration file with these channels. */
function config(...channels: readonly object[]): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, JSON.stringify({ alerts: { channels } }));
  return path;
}

const mailTo = (port: number) => ({
  type: 'email',
  host: '127.0.0.1',
  port,
  from: 'a@example.org',
  to: ['b@example.org'],
});

test('sends a test message through every channel and says that it arrived', async () => {
  const [hook, chat] = [await httpReceiver(status(200)), await httpReceiver(status(200))];
  const { port, mails } = await smtpReceiver();
  const channels = [
    { type: 'log' },
    { type: 'webhook', url: { env: 'HOOK' } },
    { type: 'slack', url: chat.url },
    mailTo(port),
  ];
  const env = { HOOK: hook.url, PRESSPROOF_ENV: 'production' };
  const { code, stdout, stderr } = await cli(['control', 'alert-test', '--config', config(...channels)], { env });
  expect(stdout.replace(/\d+ ms/g, 'N ms').split('\n')).toEqual([
    '✓ alerts.channels[0] log: sent in N ms',
    '✓ alerts.channels[1] webhook: sent in N ms',
    '✓ alerts.channels[2] slack: sent in N ms',
    '✓ alerts.channels[3] email: sent in N ms',
    '',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(hook.received[0]!.body)).toMatchObject({
    state: 'test',
    title: 'Test of an alert channel',
    source: { environment: 'production' },
  });
  expect(chat.received).toHaveLength(1);
  expect(mails[0]!.raw).toContain('Subject: [pressproof] Test of an alert channel');
  // the log is a channel too
  expect(stderr).toContain('alert: Test of an alert channel');
});

test('exits with 1 when a channel did not take it, says why, and shows no secret', async () => {
  const { url } = await httpReceiver(status(403, {}, 'invalid_token'));
  const refusing = `http://127.0.0.1:${CLOSED_PORT}/T0/s3cret`;
  const path = config({ type: 'slack', url: `${url}/T0/s3cret` }, { type: 'teams', url: refusing }, { type: 'log' });
  const { code, stdout, stderr } = await cli(['control', 'alert-test', '--json', '--config', path]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    channels: [
      { type: 'slack', result: 'failed', reason: expect.stringContaining('answered 403: invalid_token') as string },
      { type: 'teams', result: 'failed', reason: expect.stringContaining('ECONNREFUSED') as string },
      { type: 'log', result: 'sent', reason: null },
    ],
  });
  expect(stdout + stderr).not.toContain('s3cret');
});

test('without a channel is wrong usage', async () => {
  const { code, stderr } = await cli(['control', 'alert-test']);
  expect(stderr).toContain('Expected at least one channel for alerts.channels but received []');
  expect(code).toBe(2);
});

test('a channel of an unknown type is refused by place and name', async () => {
  const { code, stderr } = await cli(['control', 'alert-test', '--config', config({ type: 'log' }, { type: 'pager' })]);
  expect(stderr).toMatch(
    /Expected one of log, webhook, slack, teams, email for alerts\.channels\[1\]\.type in .* but received "pager"/,
  );
  expect(code).toBe(2);
});

test('config print shows channels without their secrets', async () => {
  const path = config(
    { type: 'slack', url: 'https://hooks.example.org/T0/s3cret' },
    { type: 'webhook', url: { env: 'HOOK' }, headers: { authorization: 's3cret', 'x-token': { env: 'TOKEN' } } },
    { ...mailTo(25), user: 'press', password: 's3cret' },
  );
  for (const more of [[], ['--json']]) {
    const { code, stdout, stderr } = await cli(['config', 'print', '--config', path, ...more]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('s3cret');
    for (const shown of ['(secret)', 'HOOK', 'TOKEN', 'press']) expect(stdout).toContain(shown);
  }
});
