import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execute } from '../../src/batch/execute/execute.js';
import { workSettings } from '../../src/batch/execute/settings.js';
import { itemKey, type Entry } from '../../src/batch/item.js';
import { Journal, type Finished } from '../../src/batch/journal/journal.js';
import { placesOf } from '../../src/batch/journal/places.js';
import { recipeOf, type Recipe } from '../../src/batch/recipe.js';
import { rowOf } from '../../src/batch/results/row-of.js';
import type { Reply } from '../../src/batch/task.js';
import { entriesOf, resolveSettings } from '../../src/config/index.js';

/** Each of another kind: fit, ruined by too few colours, with frames left out. */
export const RECIPES: readonly Recipe[] = [
  recipeOf([{ engine: 'sharp', parameters: { colors: 64 } }]),
  recipeOf([{ engine: 'sharp', parameters: { colors: 3 } }]),
  recipeOf([{ engine: 'gifenc', parameters: { colors: 32 } }]),
  recipeOf([{ engine: 'gifenc', parameters: { frameRatio: 0.5 } }]),
];

export interface RunOptions {
  /** Inputs, by the name that people know them by. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly recipes?: readonly Recipe[];
  /** Every result this often, under other names: what is done once is recorded many times. */
  readonly copies?: number;
  readonly mode?: 'alert' | 'enforce';
}

/** The time of the first result: a run looks the same each time it is made. */
const STARTED = Date.parse('2026-01-02T03:04:05.000Z');

/** A run as a batch leaves it: inputs compressed and judged for real, results committed, outputs published. */
export async function makeRun(
  folder: string,
  { inputs, recipes = RECIPES, copies = 1, mode = 'alert' }: RunOptions,
): Promise<void> {
  const places = placesOf(folder);
  mkdirSync(places.staging, { recursive: true });
  writeRecord(folder, Object.values(inputs), recipes);
  const work = workSettings({
    settings: resolveSettings({ flags: entriesOf({ mode, quarantineDir: places.rejected }, 'call option'), env: {} }),
  });
  const journal = new Journal(places.database);
  try {
    let ordinal = 0;
    const again: Finished[] = [];
    for (const [name, input] of Object.entries(inputs)) {
      for (const [index, recipe] of recipes.entries()) {
        const entry: Entry = { input, name, output: null };
        const item = { key: itemKey('compress', entry, recipe), ordinal, entry, recipe };
        const [staged, target] = [
          join(places.staging, `${ordinal}.gif`),
          join(places.outputs, String(index), `${ordinal}.gif`),
        ];
        const task = { job: 'compress', item, staged, target } as const;
        const reply = await execute(task, work, new AbortController().signal);
        if (reply.outcome.kind === 'judged' && reply.outcome.written !== null) {
          mkdirSync(dirname(target), { recursive: true });
          renameSync(staged, target);
        }
        const at = STARTED + ordinal * 50;
        journal.commit([finished(rowOf(item, task, reply, 1, at), reply)]);
        for (let copy = 1; copy < copies; copy += 1)
          again.push(copied(finished(rowOf(item, task, reply, 1, at), reply), copy));
        ordinal += 1;
      }
    }
    journal.commit(again.map((one, index) => ({ ...one, row: { ...one.row, ordinal: ordinal + index } })));
  } finally {
    journal.close();
  }
}

function finished(row: Finished['row'], { outcome }: Reply): Finished {
  return { row, decision: outcome.kind === 'judged' ? outcome.decision : null, staged: null, target: null };
}

function copied({ row, decision }: Finished, copy: number): Finished {
  const id = decision === null ? null : randomUUID();
  const name = row.name.replace(/(\.\w+)?$/, `-${copy}$1`);
  const other = decision === null || id === null ? null : { ...decision, id, report: { ...decision.report, id } };
  return {
    row: {
      ...row,
      name,
      item: itemKey('compress', { input: row.input, name, output: `${copy}` }, recipeOf([])) + row.recipe,
      decision: id,
    },
    decision: other,
    staged: null,
    target: null,
  };
}

export function writeRecord(folder: string, inputs: readonly string[], recipes: readonly Recipe[]): void {
  const record = {
    schemaVersion: 1,
    id: '7a3f0c1e-8a51-4b7e-9d0c-1f2e3d4c5b6a',
    tool: { name: 'pressproof', version: '0.1.0' },
    startedAt: new Date(STARTED).toISOString(),
    job: 'compress',
    inputs,
    against: null,
    suffix: null,
    recipes,
    outputs: null,
    settings: {},
    flags: {},
  };
  writeFileSync(placesOf(folder).record, JSON.stringify(record));
}
