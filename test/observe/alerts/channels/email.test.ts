import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { openChannel } from '../../../../src/observe/alerts/channels/index.js';
import { DeliveryError } from '../../../../src/observe/alerts/delivery.js';
import type { AlertMessage } from '../../../../src/observe/alerts/message.js';
import type { EmailChannel } from '../../../../src/observe/alerts/settings.js';
import { scratchFolder } from '../../../support/scratch.js';
import { message } from '../messages.js';
import { CLOSED_PORT, smtpReceiver, tcpServer } from '../receivers.js';

const folder = scratchFolder();

const BASE: Omit<EmailChannel, 'port'> = {
  type: 'email',
  host: '127.0.0.1',
  secure: false,
  from: 'Press <press@example.org>',
  to: ['on-call@example.org', 'boss@example.org'],
  paths: false,
};

async function send(sent: AlertMessage, settings: EmailChannel, signal = AbortSignal.timeout(10_000), env = {}) {
  await openChannel(settings, { env, log: () => undefined }).send(sent, signal);
}

async function refusalOf(settings: EmailChannel, signal?: AbortSignal, env = {}): Promise<DeliveryError> {
  try {
    await send(message(), settings, signal, env);
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
  throw new Error('It was taken');
}

const headerOf = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(raw.slice(0, raw.indexOf('\r\n\r\n')))?.[1];

describe('mail', () => {
  test('arrives at a server without logging in, as text and as HTML', async () => {
    const { port, mails } = await smtpReceiver();
    await send(message({ text: 'a < b & c' }), { ...BASE, port });
    expect(mails).toHaveLength(1);
    const [{ from, to, user, raw }] = mails as [(typeof mails)[0]];
    expect({ from, to, user }).toEqual({
      from: 'press@example.org',
      to: ['on-call@example.org', 'boss@example.org'],
      user: null,
    });
    expect(headerOf(raw, 'subject')).toBe('[pressproof] High: Failure rate 8 %, limit 5 %');
    expect(headerOf(raw, 'message-id')).toBe('<i.failureRate.1.firing@example.org>');
    expect(headerOf(raw, 'auto-submitted')).toBe('auto-generated');
    expect(headerOf(raw, 'x-priority')).toBe('1 (Highest)');
    expect(raw).toContain('Content-Type: text/plain');
    expect(raw).toContain('a < b & c');
    expect(raw).toContain('a &lt; b &amp; c');
    expect(raw).toContain('Failed checks: frame_count 9, quality_degradation 5');
    expect(raw).not.toMatch(/https?:\/\//);
  });

  test('of what follows names the first message, so that programs show one thread', async () => {
    const { port, mails } = await smtpReceiver();
    await send(message({ id: 'i.failureRate.1.repeated.1', state: 'repeated' }), { ...BASE, port });
    await send(message({ id: 'i.failureRate.1.resolved', state: 'resolved' }), { ...BASE, port });
    expect(mails.map(({ raw }) => headerOf(raw, 'message-id'))).toEqual([
      '<i.failureRate.1.repeated.1@example.org>',
      '<i.failureRate.1.resolved@example.org>',
    ]);
    for (const { raw } of mails) {
      expect(headerOf(raw, 'in-reply-to')).toBe('<i.failureRate.1.firing@example.org>');
      expect(headerOf(raw, 'references')).toBe('<i.failureRate.1.firing@example.org>');
    }
    expect(headerOf(mails[1]!.raw, 'subject')).toBe('[pressproof] Resolved: Failure rate 8 %, limit 5 %');
    expect(headerOf(mails[1]!.raw, 'x-priority')).toBeUndefined();
  });

  const login: SMTPServerOptions = {
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === 'press' && password === 's3cret') done(null, { user: 'press' });
      else done(new Error('Wrong name or password'));
    },
  };

  test('logs in with a password from the environment', async () => {
    const { port, mails } = await smtpReceiver(login);
    const settings = { ...BASE, port, user: 'press', password: { env: 'SMTP_PASSWORD' } };
    await send(message(), settings, undefined, { SMTP_PASSWORD: 's3cret' });
    expect(mails[0]?.user).toBe('press');
    expect(await refusalOf(settings)).toMatchObject({
      retryable: false,
      message: 'the environment variable SMTP_PASSWORD is not set',
    });
  });

  test('with a wrong password is not tried again, and the password not shown', async () => {
    const { port } = await smtpReceiver(login);
    const error = await refusalOf({ ...BASE, port, user: 'press', password: 'wr0ng' });
    expect(error).toMatchObject({ retryable: false, message: expect.stringContaining('Wrong name') as string });
    expect(error.message).not.toContain('wr0ng');
  });

  test('with a password does not go on in the clear where TLS is required', async () => {
    const { port, mails } = await smtpReceiver(login);
    const error = await refusalOf({ ...BASE, port, user: 'press', password: 's3cret', requireTls: true });
    expect(error.message).toMatch(/STARTTLS/);
    expect(mails).toEqual([]);
  });

  test('does not go to a server whose certificate nobody vouches for', async () => {
    // the certificate that smtp-server brings along is its own
    const { port, mails } = await smtpReceiver({ disabledCommands: ['AUTH'] });
    const error = await refusalOf({ ...BASE, port });
    expect(error.message).toMatch(/certificate/i);
    expect(mails).toEqual([]);
  });

  test('to a recipient that is refused is not tried again, and the others get it once', async () => {
    const onRcptTo: SMTPServerOptions['onRcptTo'] = ({ address }, _session, done) =>
      done(address.startsWith('boss') ? Object.assign(new Error('No such user'), { responseCode: 550 }) : undefined);
    const { port, mails } = await smtpReceiver({ onRcptTo });
    expect(await refusalOf({ ...BASE, port })).toMatchObject({
      retryable: false,
      message: `127.0.0.1:${port} refused boss@example.org`,
    });
    expect(mails.map(({ to }) => to)).toEqual([['on-call@example.org']]);
    const alone = await refusalOf({ ...BASE, port, to: ['boss@example.org'] });
    expect(alone).toMatchObject({ retryable: false, message: expect.stringContaining('No such user') as string });
  });

  test('that is put off for a while may be tried again', async () => {
    const { port } = await smtpReceiver({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('Greylisted'), { responseCode: 450 })),
    });
    expect(await refusalOf({ ...BASE, port })).toMatchObject({
      retryable: true,
      message: expect.stringContaining('Greylisted') as string,
    });
  });

  test.each<[string, () => Promise<number>]>([
    ['refuses connections', async () => CLOSED_PORT],
    ['hangs up at once', () => tcpServer((socket) => socket.destroy())],
    ['speaks something else', () => tcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))],
  ])('to a server that %s may be tried again', async (_, start) => {
    expect(await refusalOf({ ...BASE, port: await start() })).toMatchObject({ retryable: true });
  });

  test.each<[string, string]>([
    ['says nothing', ''],
    ['hangs after its greeting', '220 mail.example.org ESMTP\r\n'],
  ])('to a server that %s ends with its signal', async (_, greeting) => {
    let closed = 0;
    const late = new AbortController();
    const port = await tcpServer((socket) => {
      socket.on('close', () => (closed += 1));
      if (greeting === '') return late.abort();
      // it hangs from its answer to the greeting on
      socket.write(greeting);
      socket.once('data', () => late.abort());
    });
    const error = await refusalOf({ ...BASE, port }, late.signal);
    expect(error).toMatchObject({ retryable: true, message: `127.0.0.1:${port}: no answer in time` });
    await expect.poll(() => closed).toBe(1);
  });

  test('says how to get nodemailer where it is not installed', async () => {
    const dist = fileURLToPath(new URL('../../../../dist/', import.meta.url));
    // the built files where no package is in sight
    for (const room of ['core', 'observe']) cpSync(join(dist, room), join(folder, room), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const built = pathToFileURL(join(folder, 'observe', 'alerts', 'channels', 'index.js')).href;
    const program = `
      import { openChannel } from ${JSON.stringify(built)};
      const channel = openChannel(${JSON.stringify({ ...BASE, port: 1 })}, { env: {}, log() {} });
      await channel.send({}, new AbortController().signal).catch(({ message, retryable }) => console.log(message, retryable));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    expect(stdout).toBe('nodemailer is not installed; npm install nodemailer false\n');
  });

  test('is not made of what a title smuggles in', async () => {
    const { port, mails } = await smtpReceiver();
    await send(message({ title: 'x\r\nBcc: all@example.org\r\n\r\n<script>' }), { ...BASE, port });
    const [{ to, raw }] = mails as [(typeof mails)[0]];
    expect(to).toHaveLength(2);
    expect(headerOf(raw, 'bcc')).toBeUndefined();
    expect(raw).toContain('&lt;script&gt;');
  });
});
