import { existsSync } from 'node:fs';
import { didYouMean } from '../../config/did-you-mean.js';
import { invalidArgument } from '../../core/errors.js';

/** Where a baseline is looked for. */
export interface FoundBaseline {
  readonly path: string;
  /** What to say where nothing is there; undefined: what is said of every path. */
  readonly absent: string | undefined;
}

/**
 * The path of a baseline: what lies in the working folder comes first, then the name as `artifact.baselines` has it.
 * A name that nobody configured stays a path where nothing is: the candidate is inconclusive, not its caller wrong.
 * @throws UsageError `invalid_argument`
 */
export function baselineNamed(asked: unknown, configured: Readonly<Record<string, string>>): FoundBaseline {
  if (typeof asked !== 'string' || asked === '')
    throw invalidArgument('expectation.baseline', 'a path, or a name of artifact.baselines', asked);
  if (/[/\\]/.test(asked) || existsSync(asked)) return { path: asked, absent: undefined };
  const path = Object.hasOwn(configured, asked) ? configured[asked] : undefined;
  if (path !== undefined) {
    return { path, absent: `There is no baseline at ${path}, where artifact.baselines.${asked} says it is` };
  }
  const remedy = `state artifact.baselines.${asked} in the configuration, or give a path`;
  const hint = didYouMean(asked, Object.keys(configured));
  return { path: asked, absent: `There is no baseline at ${asked}, and none of that name: ${remedy}${hint}` };
}
