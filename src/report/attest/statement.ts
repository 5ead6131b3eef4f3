import { createHash } from 'node:crypto';
import type { Json } from '../../core/check.js';
import type { Verdict } from '../../core/outcome.js';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';

export const TEST_RESULTS = ['PASSED', 'WARNED', 'FAILED'] as const;
export type TestResult = (typeof TEST_RESULTS)[number];

/** A file that is spoken of. Whoever verifies goes by the digest; the name is for people. */
export interface AttestedFile {
  readonly name: string;
  readonly digest: { readonly sha256: string };
  readonly annotations?: { readonly [name: string]: Json };
}

/** What was said of a subject where it is to run. */
export interface EnvironmentVerdict {
  readonly name: string;
  readonly verdict: Verdict;
}

/** An in-toto statement (v1) with the result of a test run (predicate test-result v0.1). */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly AttestedFile[];
  readonly predicateType: typeof TEST_RESULT;
  readonly predicate: {
    readonly result: TestResult;
    /** Its digest is that of `annotations` as `canonicalJson` writes it, so that it can be held against another run's. */
    readonly configuration: readonly [AttestedFile];
    readonly passedTests: readonly string[];
    readonly warnedTests: readonly string[];
    /** What could not be measured is among them. */
    readonly failedTests: readonly string[];
    /** What the predicate has no field for. */
    readonly pressproof: {
      readonly version: string;
      readonly suite: string;
      readonly verdict: Verdict;
      /** Why it is not a pass; null: it is one. */
      readonly reason: string | null;
      readonly inconclusiveTests: readonly string[];
      readonly skippedTests: readonly string[];
      readonly modes: readonly string[];
      readonly coverage: readonly string[];
      /** Of one subject: where it is to run, with what was said for each place. */
      readonly environments: readonly EnvironmentVerdict[];
      /** Whether what was not looked at could change the verdict. */
      readonly couldOverturn: boolean;
      readonly startedAt: string | null;
      readonly finishedAt: string | null;
    };
  };
}

/** A pass that rests on all there is passes. What could not be measured, or was not looked at, never does. */
export function resultOf(verdict: Verdict, couldOverturn: boolean): TestResult {
  if (verdict === 'pass') return couldOverturn ? 'WARNED' : 'PASSED';
  return verdict === 'warn' ? 'WARNED' : 'FAILED';
}

/** @param configuration - all that decides what is judged and how */
export function configurationFile(configuration: { readonly [name: string]: Json }): AttestedFile {
  return {
    name: 'pressproof',
    digest: { sha256: createHash('sha256').update(canonicalJson(configuration)).digest('hex') },
    annotations: configuration,
  };
}

/** JSON without blanks, the names of every object in the order of their code units: the same text for the same value. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
