import type * as Nodemailer from 'nodemailer';
import { whyUnusable } from '../../../core/on-demand.js';
import { DeliveryError } from '../delivery.js';
import type { AlertMessage } from '../message.js';
import { factsOf, headline, missedSentence, plainText } from '../render.js';
import { reveal } from '../secret.js';
import type { EmailChannel } from '../settings.js';
import { short } from '../words.js';
import { colorOf, type OpenChannel } from './channel.js';

/** Longer than any attempt may take, so that it is the attempt's own limit that ends it. */
const NEVER_FIRST_MS = 120_000;

/** Mail through an SMTP server, by nodemailer, which is loaded for the first message. One connection a message. */
export const email: OpenChannel<EmailChannel> = (settings, { env }) => ({
  type: 'email',
  async send(message, signal) {
    const { createTransport } = await nodemailer();
    const { host, port, secure, user, password } = settings;
    const auth = user === undefined ? undefined : { user, pass: password === undefined ? '' : reveal(password, env) };
    const transport = createTransport({
      host,
      port,
      secure,
      requireTLS: !secure && needsTls(settings),
      auth,
      connectionTimeout: NEVER_FIRST_MS,
      greetingTimeout: NEVER_FIRST_MS,
      socketTimeout: NEVER_FIRST_MS,
      dnsTimeout: NEVER_FIRST_MS,
      // a server that does not hang up must not keep the process
      socketCloseTimeout: 1000,
    });
    try {
      // content is text of ours: nothing is to be read from files or addresses
      const mail = { ...mailOf(message, settings), disableFileAccess: true, disableUrlAccess: true, signal };
      const { rejected } = await transport.sendMail(mail);
      // the others have it, and would have it twice after another attempt
      if (rejected.length > 0) throw new DeliveryError(`${host}:${port} refused ${rejected.join(', ')}`, false);
    } catch (error) {
      throw smtpError(settings, error);
    } finally {
      transport.close();
    }
  },
});

/** A password does not go over a network in the clear unless somebody says so. */
function needsTls({ requireTls, password, host }: EmailChannel): boolean {
  return requireTls ?? (password !== undefined && !['localhost', '127.0.0.1', '::1'].includes(host));
}

async function nodemailer(): Promise<typeof Nodemailer> {
  try {
    return await import('nodemailer');
  } catch (error) {
    throw new DeliveryError(whyUnusable(error, ['nodemailer']), false, null, { cause: error });
  }
}

/** Follow-ups name the first message of their alert, so that mail programs show one thread. */
function mailOf(message: AlertMessage, { from, to, host }: Pick<EmailChannel, 'from' | 'to' | 'host'>) {
  // the sender's domain, as RFC 5322 section 3.6.4 advises for what has to be unique
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? host;
  const first = `<${message.alert}.firing@${domain}>`;
  const follows = message.state === 'repeated' || message.state === 'resolved';
  return {
    from,
    to: [...to],
    subject: short(`[pressproof] ${headline(message)}`, 200),
    messageId: `<${message.id}@${domain}>`,
    ...(follows ? { inReplyTo: first, references: first } : {}),
    // RFC 3834: out-of-office programs do not answer
    headers: { 'Auto-Submitted': 'auto-generated' },
    priority: message.severity === 'high' && message.state !== 'resolved' ? ('high' as const) : ('normal' as const),
    text: plainText(message),
    html: htmlOf(message),
  };
}

function htmlOf(message: AlertMessage): string {
  const rows = factsOf(message).map(
    ([name, value]) => `<tr><th align="left" valign="top">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  const missed = missedSentence(message);
  return [
    `<h2 style="border-left:6px solid ${colorOf(message)};padding-left:8px">${escaped(headline(message))}</h2>`,
    `<p>${escaped(message.text)}</p>`,
    `<p><b>What to do:</b> ${escaped(message.advice)}</p>`,
    `<table cellpadding="4">${rows.join('')}</table>`,
    missed === '' ? '' : `<p>${escaped(missed)}</p>`,
    `<p><small>Sent ${message.at}</small></p>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A server's 5xx is its last word, its 4xx may pass (RFC 5321 section 4.2.1). */
function smtpError({ host, port }: EmailChannel, error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code = '', message, responseCode } = error as NodeJS.ErrnoException & { readonly responseCode?: number };
  const final = responseCode === undefined ? ['EAUTH', 'ETLS', 'EENVELOPE'].includes(code) : responseCode >= 500;
  const reason = code === 'EABORT' ? 'no answer in time' : short(message, 200);
  return new DeliveryError(`${host}:${port}: ${reason}`, !final, null, { cause: error });
}
