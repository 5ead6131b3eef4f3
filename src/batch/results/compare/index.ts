import type { RunReader } from '../../journal/reader.js';
import { changedOf, changesOf, hasOtherInput, type Found, type Pair } from './change.js';
import { onlyIn } from './only.js';
import { paced } from './paced.js';
import {
  CHANGES,
  type Change,
  type Changed,
  type ChangeGroup,
  type ComparedRun,
  type Comparison,
  type EngineVersions,
  type Tolerance,
} from './shape.js';
import { ChangeTally } from './tally.js';

export type * from './shape.js';

export type ComparableRun = Pick<RunReader, 'folder' | 'run' | 'rows' | 'row'>;

/** One percent is less than what engines give for other settings; 0.005 of SSIM is less than what people see. */
export const DEFAULT_TOLERANCE: Tolerance = { size: 0.01, ssim: 0.005 };

const MOST_EXAMPLES = 10;

/**
 * What became of the items that two runs have in common, joined by their keys. Rows stream: one of a run is looked up
 * in the other, and memory is bounded by the plans.
 */
export async function compareRuns(
  before: ComparableRun,
  after: ComparableRun,
  tolerance = DEFAULT_TOLERANCE,
  signal?: AbortSignal,
): Promise<Comparison> {
  const total = new ChangeTally();
  const engines = new Map<string, ChangeTally>();
  const versions = new Map<string, EngineVersions>();
  const recipes = new Map<string, ChangeTally>();
  const examples = new Examples();
  let inputsChanged = 0;
  for await (const row of paced(after.rows(), signal)) {
    const was = before.row(row.item);
    if (was === null) continue;
    const pair: Pair = { before: was, after: row };
    const found = changesOf(pair, tolerance);
    total.add(pair, found);
    if (hasOtherInput(pair)) inputsChanged += 1;
    for (const one of found) examples.add(one, pair);
    if (row.recipe !== null) tallyIn(recipes, row.recipe).add(pair, found);
    if (row.engine === null) continue;
    tallyIn(engines, row.engine).add(pair, found);
    versions.set(row.engine, joined(versions.get(row.engine), pair));
  }
  return {
    schemaVersion: 1,
    before: runOf(before),
    after: runOf(after),
    tolerance,
    total: total.group('all'),
    engines: groupsOf(engines).map((group) => ({ ...group, versions: versions.get(group.name)! })),
    recipes: groupsOf(recipes),
    examples: examples.found(),
    inputsChanged,
    onlyBefore: await onlyIn(before, after, signal),
    onlyAfter: await onlyIn(after, before, signal),
  };
}

/** The greatest changes of each kind. */
class Examples {
  readonly #kept = new Map<Change, { readonly extent: number; readonly changed: Changed }[]>();

  add({ change, extent }: Found, pair: Pair): void {
    const kept = this.#kept.get(change) ?? [];
    this.#kept.set(change, kept);
    if (kept.length === MOST_EXAMPLES && extent <= kept.at(-1)!.extent) return;
    kept.push({ extent, changed: changedOf(pair) });
    kept.sort((a, b) => b.extent - a.extent);
    kept.length = Math.min(kept.length, MOST_EXAMPLES);
  }

  found(): Comparison['examples'] {
    const of = (change: Change) => (this.#kept.get(change) ?? []).map(({ changed }) => changed);
    return Object.fromEntries(CHANGES.map((change) => [change, of(change)])) as unknown as Comparison['examples'];
  }
}

function tallyIn(tallies: Map<string, ChangeTally>, name: string): ChangeTally {
  const tally = tallies.get(name) ?? new ChangeTally();
  tallies.set(name, tally);
  return tally;
}

function groupsOf(tallies: ReadonlyMap<string, ChangeTally>): ChangeGroup[] {
  return [...tallies]
    .map(([name, tally]) => tally.group(name))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** The first version that a run names: an engine does not change within one. */
function joined(known: EngineVersions = { before: null, after: null }, { before, after }: Pair): EngineVersions {
  return { before: known.before ?? before.engineVersion, after: known.after ?? after.engineVersion };
}

function runOf({ folder, run: { id, job, tool, startedAt } }: ComparableRun): ComparedRun {
  return { folder, id, job, toolVersion: tool.version, startedAt };
}
