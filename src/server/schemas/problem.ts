import { z } from 'zod';
import { reportSchema } from '../../core/report.js';

/** RFC 9457; `type` is always about:blank and therefore left out. */
export const problemSchema = z
  .strictObject({
    title: z.string().describe('What the status means'),
    status: z.int().min(400).max(599),
    code: z.string().describe('Stable; the same as in errors of the command line and the library'),
    detail: z.string().describe('What was wrong, where, and the remedy'),
    report: reportSchema.optional().describe('Why an output was rejected'),
  })
  .describe('Why a request was refused');
export type Problem = z.output<typeof problemSchema>;
