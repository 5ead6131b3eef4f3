import { randomUUID } from 'node:crypto';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../../src/batch/item.js';
import { openRun } from '../../../src/batch/journal/reader.js';
import { recipeOf } from '../../../src/batch/recipe.js';
import type { ResultRow } from '../../../src/batch/results/row.js';
import { workOn, type BatchWork } from '../../../src/batch/run/batch.js';
import { openRunForWork, type Asked } from '../../../src/batch/run/open-run.js';
import type { Dispatcher, Loss, Reply, Task } from '../../../src/batch/task.js';
import { decision } from '../../observe/decisions.js';
import { temporaryFolder } from '../../support/engine-run.js';

export const RECIPES = [
  recipeOf([{ engine: 'gifsicle', parameters: { colors: 32 } }]),
  recipeOf([{ engine: 'gifsicle', parameters: { lossy: 80 } }]),
];

/** A folder with inputs of a few bytes each, `n.gif`, and a place for a run beside it. */
export function corpus(count: number) {
  const folder = temporaryFolder();
  const inputs = join(folder, 'in');
  mkdirSync(inputs);
  for (let n = 0; n < count; n += 1) writeFileSync(join(inputs, `${n}.gif`), `input ${n}`);
  return { folder, inputs, out: join(folder, 'run') };
}

export function asked(inputs: string, more: Partial<Asked> = {}): Asked {
  return {
    job: 'compress',
    inputs: [inputs],
    against: null,
    suffix: null,
    recipes: RECIPES,
    outputs: null,
    settings: {},
    flags: {},
    ...more,
  };
}

/** Files of a folder by their numbers. */
export async function* entriesIn(inputs: string): AsyncGenerator<Entry> {
  const names = readdirSync(inputs).toSorted((a, b) => Number.parseInt(a) - Number.parseInt(b));
  for (const name of names) yield { input: join(inputs, name), name, output: null };
}

export type Work = (task: Task, signal: AbortSignal) => Promise<Reply | Loss>;

/** Works in this process: these tests are about who hands out, commits and publishes. */
export function dispatcher(work: Work = copied, width = 4): Dispatcher & { readonly tasks: Task[] } {
  const tasks: Task[] = [];
  return {
    width,
    tasks,
    async run(task, signal) {
      tasks.push(task);
      return await work(task, signal);
    },
    close: async () => {},
  };
}

/** An engine that copies. */
export async function copied({ item, staged }: Task): Promise<Reply> {
  copyFileSync(item.entry.input, staged!);
  const bytes = readFileSync(staged!);
  const written = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  const outcome = { kind: 'judged', decision: decision({ id: randomUUID() }), written, failedStage: null } as const;
  return { outcome: { ...outcome, stages: [] }, worker: 'here', durationMs: 1 };
}

export function failed(code: string, message = code): Reply {
  return { outcome: { kind: 'error', code, message, failedStage: null }, worker: 'here', durationMs: 1 };
}

/** Begins or resumes a run over a corpus, and works on it to its end. */
export async function batch(place: ReturnType<typeof corpus>, more: Partial<BatchWork & { asked: Asked }> = {}) {
  const run = await openRunForWork(place.out, more.asked ?? asked(place.inputs), true);
  try {
    return await workOn(run, {
      entries: entriesIn(place.inputs),
      dispatcher: dispatcher(),
      onCommitted: () => {},
      onBlocked: () => {},
      tell: () => {},
      stop: new AbortController().signal,
      graceMs: 1000,
      ...more,
    });
  } finally {
    run.close();
  }
}

export function rowsOf(out: string): ResultRow[] {
  const reader = openRun(out);
  try {
    return [...reader.rows()];
  } finally {
    reader.close();
  }
}
