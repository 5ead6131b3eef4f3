import { basename, join } from 'node:path';
import { workSettings, type WorkSettings } from '../../src/batch/execute/settings.js';
import { itemKey, type Entry } from '../../src/batch/item.js';
import { recipeOf, type Stage } from '../../src/batch/recipe.js';
import type { Task } from '../../src/batch/task.js';
import { entriesOf, resolveSettings } from '../../src/config/index.js';

/** A compression of `input` that is staged and published in `folder`. */
export function compressTask(input: string, folder: string, stage: Stage | readonly Stage[], ordinal = 0): Task {
  const entry: Entry = { input, name: basename(input), output: null };
  const recipe = recipeOf([stage].flat());
  const key = itemKey('compress', entry, recipe);
  return {
    job: 'compress',
    item: { key, ordinal, entry, recipe },
    staged: join(folder, `${ordinal}-staged.gif`),
    target: join(folder, `${ordinal}-published.gif`),
  };
}

/** A judgement of a pair, or of a lone file. */
export function judgeTask(input: string, output: string | null, more: Partial<Entry> = {}): Task {
  const job = output === null ? 'scan' : 'validate';
  const entry: Entry = { input, name: basename(input), output, ...more };
  return {
    job,
    item: { key: itemKey(job, entry, null), ordinal: 0, entry, recipe: null },
    staged: null,
    target: null,
  };
}

/** Settings of a run, stated by its command line. */
export function work(flags: object = {}, env: Record<string, string> = {}): WorkSettings {
  return workSettings({ settings: resolveSettings({ flags: entriesOf(flags, 'flag'), env }) });
}

export const GIFENC: Stage = { engine: 'gifenc', parameters: {} };
