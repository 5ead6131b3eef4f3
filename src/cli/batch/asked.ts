import { resolve } from 'node:path';
import { absoluteInput } from '../../batch/inputs/open.js';
import { readRunRecord, type RunRecord } from '../../batch/journal/run-record.js';
import { checkRecipes } from '../../batch/plan/check-recipes.js';
import { defaultRecipes } from '../../batch/plan/default-plan.js';
import { gridOf } from '../../batch/plan/grid.js';
import { loadPlan } from '../../batch/plan/load-plan.js';
import type { Plan } from '../../batch/plan/plan.js';
import type { Recipe } from '../../batch/recipe.js';
import type { Asked } from '../../batch/run/open-run.js';
import { locationOf } from '../../batch/storage/location.js';
import { SUITE_CHECKS } from '../../config/suite-checks.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import { PARAMETER_NAMES } from '../../engines/engine.js';
import { listEngines } from '../../engines/index.js';
import { flagOf } from '../../report/command-line.js';
import { statedJudging, type BatchFlags } from './flags.js';

export interface AskedFor {
  readonly asked: Asked;
  /** Worker processes; null: not stated. */
  readonly concurrency: number | null;
}

/**
 * What a command line asks for; with --resume and nothing else what the run was begun with, and its inputs where others are
 * not named.
 * @throws UsageError
 */
export async function askedFor(inputs: readonly string[], flags: BatchFlags): Promise<AskedFor> {
  const before = flags.resume === true ? readRunRecord(resolve(flags.out)) : null;
  const { asked, concurrency } =
    before && statesNoPlan(inputs, flags)
      ? { asked: again(before, flags), concurrency: null }
      : await planned(inputs, flags, before?.inputs ?? []);
  if (asked.job === 'compress') await checkRecipes(asked.recipes);
  return { asked, concurrency: flags.concurrency ?? concurrency };
}

function statesNoPlan(inputs: readonly string[], flags: BatchFlags): boolean {
  const { plan, engine, job, against, suffix, outputs } = flags;
  const stated = [plan, engine, job, against, suffix, outputs, ...PARAMETER_NAMES.map((name) => flags[name])];
  return inputs.length === 0 && stated.every((value) => value === undefined);
}

function again(
  { job, inputs, against, suffix, recipes, outputs, settings, flags: recorded }: RunRecord,
  flags: BatchFlags,
): Asked {
  const stated = judgingOf(flags);
  const judging = Object.keys(stated).length === 0 ? recorded : stated;
  return { job, inputs, against, suffix, recipes, outputs, settings, flags: judging };
}

async function planned(
  inputs: readonly string[],
  flags: BatchFlags,
  otherwise: RunRecord['inputs'],
): Promise<AskedFor> {
  const plan = flags.plan === undefined ? null : await loadPlan(flags.plan);
  const job =
    flags.job ?? (flags.against === undefined && flags.suffix === undefined ? plan?.job : 'validate') ?? 'compress';
  const base = process.cwd();
  const named = await Promise.all(inputs.map((input) => absoluteInput(input, base)));
  const asked: Asked = {
    job,
    inputs: [named, plan?.inputs ?? [], otherwise].find(({ length }) => length > 0) ?? [],
    against: flags.against === undefined ? (plan?.against ?? null) : locationOf(flags.against, base),
    suffix: flags.suffix ?? plan?.suffix ?? null,
    recipes: await recipesOf(job, plan, flags),
    outputs: flags.outputs === undefined ? (plan?.outputs ?? null) : locationOf(flags.outputs, base),
    settings: (plan?.settings ?? {}) as Asked['settings'],
    flags: judgingOf(flags),
  };
  if (asked.inputs.length === 0) {
    const remedy = flags.resume === true ? `; there is no run in ${flags.out} to go on with` : '';
    throw new UsageError('invalid_argument', `Expected INPUT, or inputs in --plan${remedy}`);
  }
  if (job !== 'validate' && (asked.against !== null || asked.suffix !== null)) {
    throw new UsageError('invalid_argument', `Expected --job validate with --against or --suffix but received ${job}`);
  }
  refuseForeign(job, flags);
  return { asked, concurrency: plan?.concurrency ?? null };
}

/** Flags that are about images, or about models. */
function refuseForeign(job: Plan['job'], { checks = [], crossCheck, metrics, timeBudget, cache }: BatchFlags): void {
  const suite = job === 'artifacts' ? 'artifact' : 'image';
  const foreign = checks.find((id) => !(SUITE_CHECKS[suite] as readonly string[]).includes(id));
  if (foreign !== undefined)
    throw invalidArgument('--checks', `checks of the suite ${suite} with --job ${job}`, foreign);
  const images = Object.entries({ crossCheck, metrics, timeBudget, cache }).find(([, value]) => value !== undefined);
  if (suite === 'image' || !images) return;
  throw new UsageError('invalid_argument', `Expected no ${flagOf(images[0])} with --job artifacts: it is about images`);
}

async function recipesOf(job: Plan['job'], plan: Plan | null, flags: BatchFlags): Promise<readonly Recipe[]> {
  const { engine: engines } = flags;
  const stated = PARAMETER_NAMES.filter((name) => flags[name] !== undefined);
  if (job !== 'compress') {
    if (engines === undefined && stated.length === 0) return [];
    throw new UsageError('invalid_argument', `Expected no --engine: the job ${job} compresses nothing`);
  }
  if (engines === undefined) {
    if (stated.length > 0) throw new UsageError('invalid_argument', `Expected --engine NAME with --${stated[0]}`);
    return plan !== null && plan.recipes.length > 0 ? plan.recipes : defaultRecipes(await listEngines());
  }
  if (plan !== null && plan.recipes.length > 0) {
    throw new UsageError('invalid_argument', 'Expected recipes in --plan, or --engine, and not both');
  }
  const parameters = Object.fromEntries(stated.map((name) => [name, flags[name]]));
  return gridOf(engines.map((engine) => [{ engine, parameters }]));
}

/** As it can be written down; a file is named from anywhere. */
function judgingOf(flags: BatchFlags): Asked['flags'] {
  const { config, quarantine, ...stated } = statedJudging(flags);
  const paths = Object.entries({ config, quarantine }).filter(([, path]) => path !== undefined);
  const absolute = paths.map(([name, path]) => [name, resolve(path!)] as const);
  return JSON.parse(JSON.stringify({ ...stated, ...Object.fromEntries(absolute) })) as Asked['flags'];
}
