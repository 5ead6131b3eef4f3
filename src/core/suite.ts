import { performance } from 'node:perf_hooks';
import { COSTS, type Check, type CheckInput, type Finding } from './check.js';
import { reasonOf } from './errors.js';
import type { FactStore } from './fact.js';
import type { CheckOutcome } from './report.js';

export interface SuiteInput<Facts, Expectation> {
  readonly checks: readonly Check<Facts, Expectation>[];
  readonly store: FactStore<Facts>;
  readonly operation: string;
  readonly expectation: Expectation;
  readonly limits: Readonly<Record<string, unknown>>;
  /** Findings on checks that are not to run, e.g. because what they need is not looked at. */
  readonly leftOut?: ReadonlyMap<string, Finding>;
  /** Called before each check; throw from it to stop (an aborted signal, a deadline). */
  readonly onCheck?: (id: string) => void;
}

/**
 * Runs checks in order of cost, prerequisites first, gathering only the facts that they need.
 * A check that depends on one that did not succeed is skipped with the reason; a fact that could not be
 * measured or a check that throws is inconclusive, never a pass.
 */
export async function runSuite<Facts, Expectation>(input: SuiteInput<Facts, Expectation>): Promise<CheckOutcome[]> {
  const outcomes = new Map<string, CheckOutcome>();
  for (const check of inOrder(input.checks)) {
    input.onCheck?.(check.id);
    const started = performance.now();
    const finding = blockedBy(check, outcomes) ?? input.leftOut?.get(check.id) ?? (await judge(check, input));
    outcomes.set(check.id, {
      id: check.id,
      category: check.category,
      ...finding,
      details: finding.details && { ...finding.details },
      durationMs: performance.now() - started,
    } as CheckOutcome);
  }
  return [...outcomes.values()];
}

/** Cheapest first, but never before what a check depends on. The registry's order decides between equals. */
export function inOrder<Facts, Expectation>(checks: readonly Check<Facts, Expectation>[]): Check<Facts, Expectation>[] {
  const waiting = [...checks].sort((a, b) => COSTS.indexOf(a.cost) - COSTS.indexOf(b.cost));
  const ordered: Check<Facts, Expectation>[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((check) => !waiting.some((other) => check.after.includes(other.id)));
    if (next < 0) throw new Error(`Checks depend on each other in a circle: ${waiting.map((c) => c.id).join(', ')}`);
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}

function blockedBy<Facts, Expectation>(
  check: Check<Facts, Expectation>,
  outcomes: ReadonlyMap<string, CheckOutcome>,
): Finding | undefined {
  for (const id of check.after) {
    const before = outcomes.get(id);
    if (before?.outcome === 'failed') {
      return { outcome: 'skipped', message: `Not looked at because ${id} failed`, details: { blockedBy: id } };
    }
    if (before?.outcome === 'inconclusive') {
      return { outcome: 'inconclusive', message: `Could not be measured because ${id} could not` };
    }
    if (before?.outcome === 'skipped') {
      const { message, provisional, details } = before;
      const blocker = details?.['blockedBy'];
      // the first of the chain may count where the one in between does not
      return {
        outcome: 'skipped',
        message,
        ...(provisional !== undefined && { provisional }),
        ...(blocker !== undefined && { details: { blockedBy: blocker } }),
      };
    }
  }
  return undefined;
}

async function judge<Facts, Expectation>(
  check: Check<Facts, Expectation>,
  { store, operation, expectation, limits }: SuiteInput<Facts, Expectation>,
): Promise<Finding> {
  const facts: Partial<Facts> = {};
  // every declared fact is there when a definition sees it, and definitions read no other
  const seen = { facts, operation, expectation } as CheckInput<Facts, keyof Facts, Expectation>;
  const gather = async (names: readonly (keyof Facts)[]): Promise<Finding | undefined> => {
    for (const name of names) {
      const fact = await store.gather(name);
      if (!fact.measured) {
        return {
          outcome: 'inconclusive',
          message: fact.reason,
          details: { fact: String(name), code: fact.code },
        };
      }
      facts[name] = fact.value;
    }
    return undefined;
  };
  try {
    // what was asked for may raise the next question
    let names = check.needs;
    do {
      const unmeasured = await gather(names);
      if (unmeasured) return unmeasured;
      names = check.asks(seen, limits).filter((name) => !(name in facts));
    } while (names.length > 0);
    return check.run(seen, limits);
  } catch (error) {
    return {
      outcome: 'inconclusive',
      message: `${check.id} crashed: ${reasonOf(error)}`,
      details: { code: 'check_crashed' },
    };
  }
}
