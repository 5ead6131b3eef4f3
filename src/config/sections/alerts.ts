import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.alerts;

/** Rules and channels of alerts, for those without Alertmanager: observe/alerts. */
export function alertsSection() {
  const z = zod();
  const severity = (value: 'high' | 'medium' | 'low') => z.enum(['high', 'medium', 'low']).default(value);
  // a secret that is written here can be read by whoever reads the file; the name of a variable can not
  const secret = z.union([z.string().min(1), z.strictObject({ env: z.string().min(1) })]);
  const channel = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('log') }),
    z.strictObject({
      type: z.literal('webhook'),
      url: secret,
      headers: z.record(z.string(), secret).optional(),
    }),
    z.strictObject({ type: z.literal('slack'), url: secret }),
    z.strictObject({ type: z.literal('teams'), url: secret }),
    z.strictObject({
      type: z.literal('email'),
      host: z.string().min(1),
      port: z.int().min(1).max(65535).default(25),
      secure: z.boolean().default(false).describe('TLS from the first byte; otherwise STARTTLS where it is offered'),
      user: z.string().min(1).optional(),
      password: secret.optional(),
      from: z.string().min(3),
      to: z.array(z.string().min(3)).min(1),
    }),
  ]);
  const { failureRate, slowRate, memoryMiB, consecutiveFailures } = DEFAULTS.rules;
  const rules = z
    .strictObject({
      failureRate: z
        .strictObject({
          over: z.number().min(0).max(1).nullable().default(failureRate.over).describe('null: no such alert'),
          severity: severity(failureRate.severity),
        })
        .prefault({}),
      slowRate: z
        .strictObject({
          over: z.number().min(0).max(1).nullable().default(slowRate.over).describe('null: no such alert'),
          slowOverMs: z.number().gt(0).default(slowRate.slowOverMs).describe('A validation that takes longer is slow'),
          severity: severity(slowRate.severity),
        })
        .prefault({}),
      memoryMiB: z
        .strictObject({
          over: z.number().gt(0).nullable().default(memoryMiB.over).describe('null: no such alert'),
          severity: severity(memoryMiB.severity),
        })
        .prefault({}),
      consecutiveFailures: z
        .strictObject({
          atLeast: z.int().min(1).nullable().default(consecutiveFailures.atLeast).describe('null: no such alert'),
          severity: severity(consecutiveFailures.severity),
        })
        .prefault({}),
    })
    .prefault({});
  return z
    .strictObject({
      channels: z.array(channel).default([]).describe('Where alerts go; none: no alerts'),
      windowMinutes: z.number().gt(0).default(DEFAULTS.windowMinutes).describe('Window of the rates'),
      minSubjects: z.int().min(1).default(DEFAULTS.minSubjects).describe('Subjects in the window before a rate counts'),
      repeatMinutes: z.number().gt(0).default(DEFAULTS.repeatMinutes).describe('An alert that goes on is told again'),
      maxPerHour: z.int().min(1).default(DEFAULTS.maxPerHour).describe('Messages of one channel in an hour at most'),
      rules,
    })
    .prefault({});
}
