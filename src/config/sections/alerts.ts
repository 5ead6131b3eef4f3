import type { z } from 'zod';
import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.alerts;

/** Rules and channels of alerts, for those without Alertmanager: observe/alerts. */
export function alertsSection() {
  const z = zod();
  const minutes = (value: number, text: string) =>
    z
      .number()
      .gt(0)
      // a week: what is older has nothing to do with now
      .max(10_080)
      .default(value)
      .describe(text);
  return z
    .strictObject({
      channels: z.array(channelSchema()).default([]).describe('Where alerts go; none: no alerts'),
      windowMinutes: minutes(DEFAULTS.windowMinutes, 'Window of the rates'),
      minSubjects: z.int().min(1).default(DEFAULTS.minSubjects).describe('Subjects in the window before a rate counts'),
      repeatMinutes: minutes(DEFAULTS.repeatMinutes, 'An alert that goes on is told again'),
      resolveMinutes: minutes(DEFAULTS.resolveMinutes, 'An alert ends when it has been clear of its limit for so long'),
      maxPerHour: z
        .int()
        .min(1)
        // one every four seconds: nobody reads more
        .max(1000)
        .default(DEFAULTS.maxPerHour)
        .describe('Messages of one channel in an hour at most'),
      rules: rulesSchema(),
    })
    .prefault({});
}

/** By `type`; each has its file in observe/alerts/channels. */
function channelSchema() {
  const z = zod();
  const paths = z.boolean().default(false).describe('Whether messages name up to three failed outputs by their paths');
  // whoever knows it can write there
  const url = secret(z.url({ protocol: /^https?$/ }), 'an http or https address');
  const address = z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]+$/)
    .meta({ title: 'an address of e-mail' });
  return z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('log'), paths }),
    z.strictObject({
      type: z.literal('webhook'),
      url,
      headers: z
        .record(
          // RFC 9110 section 5.1: a token
          z
            .string()
            .regex(/^[\w!#$%&'*+.^`|~-]+$/)
            .meta({ title: 'a name of an HTTP header' }),
          secret(z.string().min(1), 'a text that is not empty'),
        )
        .optional(),
      paths,
    }),
    z.strictObject({ type: z.literal('slack'), url, paths }),
    z.strictObject({ type: z.literal('teams'), url, paths }),
    z.strictObject({
      type: z.literal('email'),
      host: z.string().min(1),
      port: z.int().min(1).max(65535).default(25),
      secure: z.boolean().default(false).describe('TLS from the first byte; otherwise STARTTLS where it is offered'),
      requireTls: z
        .boolean()
        .optional()
        .describe('Refuse to go on in the clear; without it so where a password would leave this machine'),
      user: z.string().min(1).optional(),
      password: secret(z.string().min(1), 'a text that is not empty').optional(),
      from: address,
      to: z.array(address).min(1),
      paths,
    }),
  ]);
}

/** What is written here can be read by whoever reads the file; the name of a variable can not. */
function secret<Text extends z.ZodType<string>>(text: Text, expected: string) {
  const variable = zod().strictObject({ env: zod().string().min(1).describe('Name of an environment variable') });
  return zod()
    .union([text, variable])
    .meta({ title: `${expected}, or { env: NAME }` });
}

function rulesSchema() {
  const z = zod();
  const { failureRate, slowRate, inconclusiveRate, memoryMiB, consecutiveFailures } = DEFAULTS.rules;
  const severity = (value: 'high' | 'medium' | 'low') => z.enum(['high', 'medium', 'low']).default(value);
  const share = (value: number, of: string) =>
    z.number().min(0).max(1).nullable().default(value).describe(`Share of ${of}; null: no such alert`);
  return z
    .strictObject({
      failureRate: z
        .strictObject({
          over: share(failureRate.over, 'failures among subjects that could be judged'),
          severity: severity(failureRate.severity),
        })
        .prefault({}),
      slowRate: z
        .strictObject({
          over: share(slowRate.over, 'slow ones among subjects that were looked at'),
          slowOverMs: z
            .number()
            .gt(0)
            .default(slowRate.slowOverMs)
            .describe('A validation that takes longer is slow, ms; waiting for a worker does not count'),
          severity: severity(slowRate.severity),
        })
        .prefault({}),
      inconclusiveRate: z
        .strictObject({
          over: share(inconclusiveRate.over, 'subjects that were looked at and could not be judged'),
          severity: severity(inconclusiveRate.severity),
        })
        .prefault({}),
      memoryMiB: z
        .strictObject({
          over: z
            .number()
            .gt(0)
            .nullable()
            .default(memoryMiB.over)
            .describe('Resident memory of the process, MiB, for a minute; null: no such alert'),
          severity: severity(memoryMiB.severity),
        })
        .prefault({}),
      consecutiveFailures: z
        .strictObject({
          atLeast: z
            .int()
            .min(1)
            .nullable()
            .default(consecutiveFailures.atLeast)
            .describe('Failures without a pass between them; null: no such alert'),
          severity: severity(consecutiveFailures.severity),
        })
        .prefault({}),
    })
    .prefault({});
}
