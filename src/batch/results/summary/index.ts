import type { JobKind } from '../../item.js';
import type { ResultRow } from '../row.js';
import { isUnfit } from './fit.js';
import { frontOf } from './front.js';
import { Groups } from './groups.js';
import { inputFrontOf, type InputFront } from './input-front.js';
import { ReasonTally } from './reasons.js';
import { SameBytesTally } from './same-bytes.js';
import type { Example, Group, RecipeGroup, Summary } from './shape.js';
import { exampleOf, Tally } from './tally.js';
import { UnjudgedTally } from './unjudged.js';

export type * from './shape.js';
export type { InputFront } from './input-front.js';

/** Enough to look at. */
const MOST_EXAMPLES = 10;

/** Rows in the order of their run -> its summary, in one pass; memory is bounded by the plan, not by the rows. */
export function summaryOf(rows: Iterable<ResultRow>): Summary {
  const summarizing = new Summarizing();
  for (const row of rows) summarizing.add(row);
  return summarizing.end();
}

/** A summary that rows are given to one by one, in the order of their run. */
export class Summarizing {
  readonly #total = new Tally();
  readonly #engines = new Groups();
  readonly #operations = new Groups();
  readonly #parameters = new Groups();
  readonly #recipes = new Groups();
  readonly #engineOf = new Map<string, string>();
  readonly #reasons = new ReasonTally();
  readonly #unjudged = new UnjudgedTally();
  readonly #sameBytes = new SameBytesTally();
  readonly #onInputFront = new Map<string, number>();
  readonly #smallest = new Map<string, number>();
  readonly #noneFit: Example[] = [];
  #noneFitCount = 0;
  #inputs = 0;
  #job: JobKind | null = null;
  /** Rows of the input that is being counted: one a recipe. */
  #current: ResultRow[] = [];

  /** @returns the front of the input before, when this row begins another one; null for jobs that make no outputs */
  add(row: ResultRow): InputFront | null {
    const [first] = this.#current;
    const front = first !== undefined && first.input !== row.input ? this.#endInput() : null;
    // of other jobs one row tells what is needed, and there may be a million with one original
    if (row.job === 'compress' || this.#current.length === 0) this.#current.push(row);
    this.#job ??= row.job;
    this.#total.add(row);
    this.#engines.add(row.engine, row);
    this.#operations.add(row.operation, row);
    this.#recipes.add(row.recipe, row);
    this.#reasons.add(row);
    this.#unjudged.add(row);
    if (row.recipe !== null && row.engine !== null) this.#engineOf.set(row.recipe, row.engine);
    for (const [name, value] of Object.entries(row.parameters)) {
      this.#parameters.add(`${row.engine ?? ''} ${name}=${String(value as string | number | boolean)}`, row);
    }
    return front;
  }

  /** The front of the last input; null as in add. Called once, before `end`. */
  endInputs(): InputFront | null {
    return this.#endInput();
  }

  end(): Summary {
    this.#endInput();
    return {
      schemaVersion: 1,
      job: this.#job,
      total: this.#total.group('all'),
      engines: this.#engines.groups(),
      operations: this.#operations.groups(),
      parameters: this.#parameters.groups(),
      recipes: this.#recipeGroups(),
      inputs: { count: this.#inputs, noneFit: this.#noneFitCount, examples: this.#noneFit },
      reasons: this.#reasons.reasons((recipe, open) =>
        recipe === null ? this.#total.judged(open) : this.#recipes.judged(recipe, open),
      ),
      errors: this.#reasons.errors(),
      unjudged: this.#unjudged.found(),
      sameBytes: this.#sameBytes.found(),
    };
  }

  #endInput(): InputFront | null {
    const [first, ...rest] = this.#current;
    if (first === undefined) return null;
    this.#current = [];
    this.#inputs += 1;
    if (first.job !== 'compress') return null;
    this.#sameBytes.add([first, ...rest]);
    const front = inputFrontOf([first, ...rest]);
    for (const { recipe } of front.front) increment(this.#onInputFront, recipe);
    if (front.front[0]) increment(this.#smallest, front.front[0].recipe);
    if ([first, ...rest].every(isUnfit)) {
      this.#noneFitCount += 1;
      if (this.#noneFit.length < MOST_EXAMPLES) this.#noneFit.push(exampleOf(first));
    }
    return front;
  }

  #recipeGroups(): RecipeGroup[] {
    const groups = this.#recipes.groups();
    const onFront = new Set(frontOf(groups.flatMap(pointOf)).map(({ name }) => name));
    return groups.map((group) => ({
      ...group,
      engine: this.#engineOf.get(group.name) ?? '',
      onFront: onFront.has(group.name),
      inputFronts: this.#onInputFront.get(group.name) ?? 0,
      smallest: this.#smallest.get(group.name) ?? 0,
    }));
  }
}

/** None where nothing fit was measured. */
function pointOf({ name, sizeRatio, ssim }: Group) {
  return sizeRatio && ssim ? [{ name, size: sizeRatio.mean, quality: ssim.mean }] : [];
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
