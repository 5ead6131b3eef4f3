import { createHash } from 'node:crypto';
import { z } from 'zod';
import { checkOutcomeSchema, coverageSchema, type CheckOutcome, type Coverage } from '../../core/report.js';

/** What is known of files with a key. Which files and when is known to whoever asks. */
export interface Known {
  readonly checks: readonly CheckOutcome[];
  readonly coverage: Coverage;
}

const entrySchema = z.strictObject({
  key: z.string(),
  // a result without a check measured nothing
  checks: z.array(checkOutcomeSchema).min(1),
  coverage: coverageSchema,
});

/** Two lines: the sha256 of the second, and the second, which is JSON. */
export function encode(key: string, { checks, coverage }: Known): string {
  const body = JSON.stringify({ key, checks, coverage });
  return `${digest(body)}\n${body}\n`;
}

/** null for what was not written whole, was changed since, belongs to another key, or is no entry at all. */
export function decode(key: string, text: string): Known | null {
  const [sum, body, rest, ...more] = text.split('\n');
  if (body === undefined || rest !== '' || more.length > 0 || sum !== digest(body)) return null;
  const { success, data } = entrySchema.safeParse(JSON.parse(body));
  return success && data.key === key ? { checks: data.checks as CheckOutcome[], coverage: data.coverage } : null;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
