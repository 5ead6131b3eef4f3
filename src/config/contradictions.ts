import { describe, invalidArgument, UsageError } from '../core/errors.js';
import { allChecks } from './all-checks.js';
import type { Settings } from './schema.js';

type Sources = Readonly<Record<string, string>>;

/**
 * What is right one by one but not together, e.g. minFps over maxFps: each check knows its own, and ladders go up;
 * experiments and arms that have one name, or that could not all compress.
 * @throws UsageError naming the fields
 */
export function refuseContradictions(settings: Settings, sources: Sources): void {
  const { limits, degradation } = settings;
  for (const { ordered } of allChecks) refuseDisorder('limits', limits, ordered, sources);
  for (const name of ['validationMs', 'queueWaitMs', 'memoryMiB'] as const)
    refuseDisorder(`degradation.${name}`, degradation[name], DEEPER, sources);
  refuseTwice('artifact.environments', settings.artifact.environments, sources['artifact.environments']);
  refuseTwice('experiments', settings.experiments, sources['experiments']);
  settings.experiments.forEach(({ arms }, index) => refuseArms(`experiments[${index}].arms`, arms, limits, sources));
}

const DEEPER = [
  ['degraded', 'structural'],
  ['structural', 'off'],
  ['degraded', 'off'],
] as const;

/** @throws UsageError for a pair whose first value is over its second; null is no value */
function refuseDisorder(
  group: string,
  values: Readonly<Record<string, unknown>>,
  pairs: readonly (readonly [string, string])[],
  sources: Sources,
): void {
  for (const pair of pairs) {
    const [low, high] = [values[pair[0]] ?? null, values[pair[1]] ?? null];
    if (low === null || high === null || Number(low) <= Number(high)) continue;
    const received = pair.map((key) => `${key} ${describe(values[key])} (${sources[`${group}.${key}`]})`);
    throw new UsageError(
      'invalid_argument',
      `Expected ${group}.${pair[0]} to be at most ${group}.${pair[1]} but received ${received.join(', ')}`,
    );
  }
}

type Arms = Settings['experiments'][number]['arms'];

function refuseArms(place: string, arms: Arms, limits: Settings['limits'], sources: Sources): void {
  refuseTwice(place, arms, sources['experiments']);
  const [first] = arms;
  const other = arms.find(({ engine }) => (engine === undefined) !== (first?.engine === undefined));
  if (other) throw invalidArgument(place, 'an engine of every arm or of none', { [other.name]: other.engine ?? null });
  for (const { name, limits: own = {} } of arms) {
    const stated = Object.keys(own).map((key) => [`limits.${key}`, `arm ${name}, ${sources['experiments']}`] as const);
    const whose = { ...sources, ...Object.fromEntries<string>(stated) };
    for (const { ordered } of allChecks) refuseDisorder('limits', { ...limits, ...own }, ordered, whose);
  }
}

function refuseTwice(place: string, named: readonly { readonly name: string }[], source = 'default'): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw invalidArgument(place, `names that differ (${source})`, twice);
}
