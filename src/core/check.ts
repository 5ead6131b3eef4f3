import { ownLimits, type Limits, type LimitValues } from './limits.js';
import type { Outcome } from './outcome.js';

/** What a check causes to be read, cheapest first. The suite runs checks in this order. */
export const COSTS = ['header', 'structure', 'decode', 'compare'] as const;
export type Cost = (typeof COSTS)[number];

/** JSON without NaN and Infinity; a number that does not exist is null, with its reason beside it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What a check says: an outcome and its evidence, never what happens next. */
export interface Finding {
  readonly outcome: Outcome;
  /** One plain sentence. */
  readonly message: string;
  readonly expected?: Json;
  readonly actual?: Json;
  readonly details?: { readonly [key: string]: Json };
  /** Why what was not looked at could change the outcome, as a sentence; absent where it could not. */
  readonly provisional?: string;
}

export interface CheckDocs {
  /** One sentence: what the check proves. */
  readonly summary: string;
  /** How it judges, in plain words, with the meaning of its limits. */
  readonly explain: string;
  /** What to do when it fails. */
  readonly remedy: string;
}

export interface CheckInput<Facts, Needs extends keyof Facts, Expectation, Asks extends keyof Facts = never> {
  /** The facts that the check declared or asked for; all of them were measured, or the check would not run. */
  readonly facts: Pick<Facts, Needs> & Partial<Pick<Facts, Asks>>;
  readonly operation: string;
  readonly expectation: Expectation;
}

/** A check as its author writes it. Pure: facts, expectation and limits in, finding out. */
export interface CheckDefinition<
  Facts,
  Needs extends keyof Facts,
  Expectation,
  Own extends Limits,
  Asks extends keyof Facts = never,
> {
  /** Configuration key, metric label and SARIF rule: lower_snake_case. */
  readonly id: string;
  readonly category: string;
  readonly cost: Cost;
  readonly needs: readonly Needs[];
  /** Ids of checks without whose success this one says nothing: it is skipped when one of them failed or was not measured. */
  readonly after: readonly string[];
  /** Kinds of subject it can judge: a lone file, or an original and what was made of it. */
  readonly subjects: readonly string[];
  /** Its configuration, flat and with defaults; names are unique over the domain. */
  readonly limits: Own;
  /** Pairs of limits of which the first may not be over the second. */
  readonly ordered?: readonly (readonly [keyof Own & string, keyof Own & string])[];
  readonly docs: CheckDocs;
  /**
   * Further, dearer facts that only this subject makes necessary, decided on those that are there. Called again with
   * what it asked for until it asks for nothing new.
   */
  readonly asks?: (
    input: CheckInput<Facts, Needs, Expectation, keyof Facts>,
    limits: LimitValues<Own>,
  ) => readonly Asks[];
  run(input: CheckInput<Facts, Needs, Expectation, Asks>, limits: LimitValues<Own>): Finding;
}

/** A check with its types erased, as registries hold it. `defineCheck` is the only maker. */
export interface Check<Facts, Expectation> {
  readonly id: string;
  readonly category: string;
  readonly cost: Cost;
  readonly needs: readonly (keyof Facts)[];
  readonly after: readonly string[];
  readonly subjects: readonly string[];
  readonly limits: Limits;
  readonly ordered: readonly (readonly [string, string])[];
  readonly docs: CheckDocs;
  /** Names of further facts to gather before `run`; see CheckDefinition. */
  asks(
    input: CheckInput<Facts, keyof Facts, Expectation>,
    limits: Readonly<Record<string, unknown>>,
  ): readonly (keyof Facts)[];
  /** Takes its own limits out of `limits` (a flat object over all checks), then judges. */
  run(input: CheckInput<Facts, keyof Facts, Expectation>, limits: Readonly<Record<string, unknown>>): Finding;
}

/** Erases a check's types behind its own limits, so that a registry can hold all checks of a domain. */
export function defineCheck<Facts, Expectation>() {
  return <Needs extends keyof Facts, Own extends Limits, Asks extends keyof Facts = never>(
    definition: CheckDefinition<Facts, Needs, Expectation, Own, Asks>,
  ): Check<Facts, Expectation> => ({
    ...definition,
    ordered: definition.ordered ?? [],
    asks: (input, limits) => definition.asks?.(input, ownLimits(definition.limits, limits)) ?? [],
    run: (input, limits) => definition.run(input, ownLimits(definition.limits, limits)),
  });
}
