import type { z } from 'zod';
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
  Limits extends z.ZodObject,
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
  readonly limits: Limits;
  readonly docs: CheckDocs;
  /** Further, dearer facts that only this subject makes necessary, decided on the needed ones. */
  readonly asks?: (input: CheckInput<Facts, Needs, Expectation>, limits: z.output<Limits>) => readonly Asks[];
  run(input: CheckInput<Facts, Needs, Expectation, Asks>, limits: z.output<Limits>): Finding;
}

/** A check with its types erased, as registries hold it. `defineCheck` is the only maker. */
export interface Check<Facts, Expectation> {
  readonly id: string;
  readonly category: string;
  readonly cost: Cost;
  readonly needs: readonly (keyof Facts)[];
  readonly after: readonly string[];
  readonly subjects: readonly string[];
  readonly limits: z.ZodObject;
  readonly docs: CheckDocs;
  /** Names of further facts to gather before `run`. */
  asks(
    input: CheckInput<Facts, keyof Facts, Expectation>,
    limits: Readonly<Record<string, unknown>>,
  ): readonly (keyof Facts)[];
  /** Parses its own limits out of `limits` (a flat object over all checks), then judges. */
  run(input: CheckInput<Facts, keyof Facts, Expectation>, limits: Readonly<Record<string, unknown>>): Finding;
}

/** Erases a check's types behind its own schema, so that a registry can hold all checks of a domain. */
export function defineCheck<Facts, Expectation>() {
  return <Needs extends keyof Facts, Limits extends z.ZodObject, Asks extends keyof Facts = never>(
    definition: CheckDefinition<Facts, Needs, Expectation, Limits, Asks>,
  ): Check<Facts, Expectation> => ({
    ...definition,
    asks: (input, limits) => definition.asks?.(input, ownLimits(definition.limits, limits)) ?? [],
    run: (input, limits) => definition.run(input, ownLimits(definition.limits, limits)),
  });
}

function ownLimits<Limits extends z.ZodObject>(
  schema: Limits,
  limits: Readonly<Record<string, unknown>>,
): z.output<Limits> {
  const own = Object.keys(schema.shape).flatMap((key) => (key in limits ? [[key, limits[key]] as const] : []));
  return schema.parse(Object.fromEntries(own));
}
