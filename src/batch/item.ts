import { createHash } from 'node:crypto';
import type { Expectation, Operation } from '../image/expectation.js';
import type { Recipe } from './recipe.js';

/** What a batch does with its inputs. */
export const JOBS = ['compress', 'validate', 'scan', 'artifacts'] as const;
export type JobKind = (typeof JOBS)[number];

/** Where a file lies: an absolute path, or `s3://bucket/key`. */
export type Location = string;

/** One line of the input: a file, and for `validate` what was made of it. */
export interface Entry {
  readonly input: Location;
  /** How people know it: relative to the folder, glob or prefix it was found by. Outputs are named after it. */
  readonly name: string;
  /** `validate`: the output to be judged; null otherwise. */
  readonly output: Location | null;
  /** `validate`: what was asked for, where the manifest says so. */
  readonly operation?: Operation | undefined;
  readonly expectation?: Expectation | undefined;
}

/** The unit of work, of resuming and of results: one entry under one recipe. */
export interface Item {
  /** 32 hex digits; the same work has the same key in every run of the same plan. */
  readonly key: string;
  /** Position in the run, from 0. */
  readonly ordinal: number;
  readonly entry: Entry;
  /** null for jobs that make nothing. */
  readonly recipe: Recipe | null;
}

/** What tells one item from every other of its run; nothing about when and where it runs. */
export function itemKey(job: JobKind, entry: Entry, recipe: Recipe | null): string {
  const { input, output, operation = null, expectation = null } = entry;
  const identity = [job, input, output, operation, expectation, recipe?.label ?? null];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}
