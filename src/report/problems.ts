import { z } from 'zod';
import type { CheckOutcome } from '../core/report.js';

/** Where something is wrong; nulls where there is no such place. */
export interface Place {
  /** Of a folder one of its files, relative to it; archive members behind `!`. */
  readonly file: string | null;
  /** Byte in that file or member. */
  readonly offset: number | null;
  /** What of the file: a tensor, a key, a node. */
  readonly part: string | null;
}

/** A problem with a rule of its own, as checks list them in their details. */
export interface RuledProblem extends Place {
  readonly rule: string;
  /** `unread`: not looked at, so that nobody can say. */
  readonly severity: 'error' | 'unread' | 'warning';
  readonly message: string;
}

/** The subject as a whole. */
export const NOWHERE: Place = { file: null, offset: null, part: null };

const offset = z.int().min(0).nullable();
const placedSchema = z.object({ problems: z.array(z.object({ offset })).min(1) });
const ruledSchema = z.object({
  problems: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['error', 'unread', 'warning']),
      file: z.string().nullable(),
      offset,
      part: z.string().nullable(),
      message: z.string(),
    }),
  ),
});

/** Where in the file the first problem is that a check lists, if it says so. */
export function offsetOf({ details }: CheckOutcome): number | null {
  const placed = placedSchema.safeParse(details);
  return placed.success ? (placed.data.problems[0]?.offset ?? null) : null;
}

/** The problems of a check that have rules of their own; none where it lists others, or none. */
export function ruledProblems({ details }: CheckOutcome): readonly RuledProblem[] {
  const ruled = ruledSchema.safeParse(details);
  return ruled.success ? ruled.data.problems : [];
}
