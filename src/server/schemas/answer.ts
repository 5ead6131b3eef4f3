import { z } from 'zod';
import { DEGRADATION_LEVELS } from '../../core/decision.js';
import { MODES } from '../../core/modes.js';
import { reportSchema } from '../../core/report.js';
import { compressParametersSchema } from '../../engines/engine.js';

export const reportsSchema = z
  .strictObject({ reports: z.array(reportSchema).describe('In the order of the outputs') })
  .describe('Verdicts on several outputs of one original');

export const compressedSchema = z
  .strictObject({
    engine: z.string(),
    engineVersion: z.string(),
    parameters: compressParametersSchema,
    inputBytes: z.int().min(0),
    outputBytes: z.int().min(0),
    durationMs: z.number().min(0),
    command: z.array(z.string()).nullable().describe('The program and its arguments; null for an embedded engine'),
    warnings: z.array(z.string()),
    output: z.string().describe('Where it lies'),
    validation: reportSchema.optional().describe('Absent in modes shadow and off'),
  })
  .describe('A published output');

export const liveSchema = z.strictObject({ status: z.literal('live') });

export const readySchema = z.strictObject({ status: z.literal('ready') });

const HEALTH = ['healthy', 'degraded', 'unhealthy'] as const;

export const healthSchema = z
  .strictObject({
    status: z.enum(HEALTH),
    reasons: z
      .array(z.strictObject({ status: z.enum(HEALTH), code: z.string(), detail: z.string(), advice: z.string() }))
      .describe('Worst first; none: healthy'),
    mode: z.enum(MODES).nullable().describe('null: the configuration cannot be read'),
    modeSource: z.string().nullable(),
    sampleRate: z.number().min(0).max(1).nullable(),
    degradation: z.enum(DEGRADATION_LEVELS).nullable(),
    emergency: z
      .strictObject({
        disabled: z.boolean(),
        reason: z.string().nullable(),
        until: z.iso.datetime().nullable().describe('null: until somebody enables it'),
      })
      .nullable(),
    recent: z
      .strictObject({
        windowMinutes: z.number(),
        judged: z.int().min(0),
        failed: z.int().min(0),
        inconclusive: z.int().min(0),
        slow: z.int().min(0),
        consecutiveFailures: z.int().min(0),
      })
      .describe('Subjects of this process; what shadow mode saw does not count'),
    inFlight: z.int().min(0).describe('Requests at work'),
    maxInFlight: z.int().min(1),
    queueDepth: z.int().min(0).nullable().describe('Subjects that wait for a worker'),
    memoryBytes: z.int().min(0).describe('Resident memory of the process'),
    uptimeSeconds: z.number().min(0),
    version: z.string(),
  })
  .describe('How the server does, and why');
export type Health = z.output<typeof healthSchema>;
export type HealthReason = Health['reasons'][number];
