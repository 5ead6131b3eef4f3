import { createHash } from 'node:crypto';
import type { Expectation, Operation } from '../image/expectation.js';
import type { Recipe } from './recipe.js';

/** What a batch does with its inputs. */
export const JOBS = ['compress', 'validate', 'scan', 'artifacts'] as const;
export type JobKind = (typeof JOBS)[number];

/** Where a file lies: an absolute path, or `s3://bucket/key`. */
export type Location = string;

/** What a manifest says of one model beside its place. */
export interface ModelAsked {
  /** As its users call it; in the report. */
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Absolute, on this machine: the model that it is to replace. */
  readonly baseline?: string | undefined;
  /** Absolute, on this machine: examples with the right answers. */
  readonly holdout?: string | undefined;
  /** 64 hex digits in lower case. */
  readonly sha256?: string | undefined;
}

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
  /** `artifacts`: likewise. */
  readonly model?: ModelAsked | undefined;
}

/** What a model is held against: read as its own files are. */
export function comparedPlaces({ model: { baseline, holdout } = {} }: Entry): Location[] {
  return [baseline, holdout].filter((place) => place !== undefined);
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
  const { input, output, operation = null, expectation = null, model } = entry;
  // without one it is not there: items of images keep the keys that they have in runs of long ago
  const identity = [job, input, output, operation, expectation, recipe?.label ?? null, ...(model ? [model] : [])];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}
