import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.promotion;

/** What has to be counted before a mode becomes stricter, and when it falls back: policy/promotion. */
export function promotionSection() {
  const z = zod();
  const share = (value: number, text: string) => z.number().min(0).max(1).default(value).describe(text);
  return z
    .strictObject({
      minSubjects: z.int().min(1).default(DEFAULTS.minSubjects).describe('Subjects judged in the present mode'),
      minAgeHours: z.number().min(0).default(DEFAULTS.minAgeHours).describe('Time spent in the present mode'),
      maxFailureRate: share(DEFAULTS.maxFailureRate, 'Share of subjects that may have failed'),
      maxInconclusiveRate: share(DEFAULTS.maxInconclusiveRate, 'Share of subjects that may have been inconclusive'),
      maxOverhead: z
        .number()
        .min(0)
        .default(DEFAULTS.maxOverhead)
        .describe('Validation time as a share of compression time'),
      demote: z
        .strictObject({
          enabled: z.boolean().default(DEFAULTS.demote.enabled).describe('Whether a breach lowers the mode by itself'),
          windowMinutes: z
            .number()
            .gt(0)
            .default(DEFAULTS.demote.windowMinutes)
            .describe('How far back a breach looks'),
          minSubjects: z.int().min(1).default(DEFAULTS.demote.minSubjects).describe('Subjects in the window at least'),
          overFailureRate: share(DEFAULTS.demote.overFailureRate, 'Failure rate that is a breach; 1: never'),
          overInconclusiveRate: share(DEFAULTS.demote.overInconclusiveRate, 'Inconclusive rate that is a breach'),
        })
        .prefault({}),
    })
    .prefault({});
}
