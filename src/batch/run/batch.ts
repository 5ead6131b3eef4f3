import { join } from 'node:path';
import type { Finished } from '../journal/journal.js';
import type { Entry } from '../item.js';
import type { Dispatcher } from '../task.js';
import { Coordinator, type Walk } from './coordinator.js';
import { bucketsOf } from './faults.js';
import { EXACT, FileNames } from './file-names.js';
import type { OpenRun } from './open-run.js';
import { Publisher } from './publisher.js';
import { recover } from './recover.js';
import { clearBeside, clearFolder, clearTemporary, makePlace, stagesOf } from './stages.js';

export interface BatchWork {
  readonly entries: AsyncIterable<Entry>;
  readonly dispatcher: Dispatcher;
  /** Hears of every item once it is committed; must not throw. */
  readonly onCommitted: (finished: Finished) => void;
  /** Hears of those whose files cannot be published after all, which makes them errors; must not throw. */
  readonly onBlocked: (finished: Finished) => void;
  /** Hears lines for people; must not throw. */
  readonly tell: (line: string) => void;
  /** Nothing more is handed out once it fires. */
  readonly stop: AbortSignal;
  /** How long what is in flight then has to end, ms. */
  readonly graceMs: number;
}

/**
 * Does what is left of a run. What is done is committed however it ends.
 * @throws RunFault where it cannot go on here and now; what its inputs and its dispatcher throw
 */
export async function workOn(run: OpenRun, work: BatchWork): Promise<Walk> {
  const { places, record, journal } = run;
  const { job, recipes } = record;
  const { outlives = false } = work.dispatcher;
  const { outputs, staging, folder } = stagesOf(places, record, outlives);
  const scratch = folder === null ? join(places.staging, 'local') : staging;
  const published = job === 'compress' && folder !== null ? [outputs] : [];
  for (const root of published) await makePlace(root);
  await recover(journal, new Publisher(published, outputs));
  for (const beside of [places.staging, folder]) if (beside !== null) await clearBeside(scratch, beside);
  await clearTemporary(places.folder);
  await makePlace(scratch);
  const publisher = new Publisher([places.folder, scratch, ...published], outputs);
  // staging is where outputs are renamed from, and what a kill leaves there is taken away
  const names = published.length === 0 ? EXACT : new FileNames(scratch);
  const listed = new Set(bucketsOf([...record.inputs, record.against]));
  const where = { listed, outputs, staging, scratch, names };
  const coordinator = new Coordinator({ ...work, ...where, job, recipes, journal, publisher });
  const walk = await coordinator.run();
  // what a queue's workers are still at is for whoever resumes
  const isAwaited = outlives && work.stop.aborted;
  for (const done of [places.staging, folder]) if (done !== null && !isAwaited) await clearFolder(done);
  return walk;
}
