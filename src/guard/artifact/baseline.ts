import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../../config/did-you-mean.js';
import { invalidArgument } from '../../core/errors.js';

/** Where a baseline is looked for. */
export interface FoundBaseline {
  readonly path: string;
  /** What artifact.baselines calls it; undefined: nothing. */
  readonly name: string | undefined;
  /** What to say where nothing is there; undefined: what is said of every path. */
  readonly absent: string | undefined;
}

/**
 * The path of a baseline: what lies in the folder comes first, then the name as `artifact.baselines` has it.
 * A name that nobody configured stays a path where nothing is: the candidate is inconclusive, not its caller wrong.
 * @param folder - absolute, where what is asked for starts: every path is absolute then. null: the working folder, from
 *   which configured paths start in any case, and paths stay as they are written
 * @throws UsageError `invalid_argument`
 */
export function baselineNamed(
  asked: unknown,
  configured: Readonly<Record<string, string>>,
  folder: string | null = null,
): FoundBaseline {
  if (typeof asked !== 'string' || asked === '')
    throw invalidArgument('expectation.baseline', 'a path, or a name of artifact.baselines', asked);
  const own = folder === null ? asked : resolve(folder, asked);
  if (/[/\\]/.test(asked) || existsSync(own)) return { path: own, name: nameOf(own, configured), absent: undefined };
  const path = Object.hasOwn(configured, asked) ? configured[asked] : undefined;
  if (path !== undefined) {
    return {
      path: folder === null ? path : resolve(path),
      name: asked,
      absent: `There is no baseline at ${path}, where artifact.baselines.${asked} says it is`,
    };
  }
  const remedy = `state artifact.baselines.${asked} in the configuration, or give a path`;
  const hint = didYouMean(asked, Object.keys(configured));
  return {
    path: own,
    name: undefined,
    absent: `There is no baseline at ${own}, and none of that name: ${remedy}${hint}`,
  };
}

/** A batch asks for paths that its manifest's names led to: a report says the same name of them. */
function nameOf(path: string, configured: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(configured).find((name) => resolve(configured[name]!) === resolve(path));
}
