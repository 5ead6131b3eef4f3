import type { Finished } from '../journal/journal.js';
import type { Entry } from '../item.js';
import type { Dispatcher } from '../task.js';
import { Coordinator, type Walk } from './coordinator.js';
import type { OpenRun } from './open-run.js';
import { Publisher } from './publisher.js';
import { recover } from './recover.js';
import { clearFolder, makeFolder, stagesOf } from './stages.js';

export interface BatchWork {
  readonly entries: AsyncIterable<Entry>;
  readonly dispatcher: Dispatcher;
  /** Hears of every item once it is committed; must not throw. */
  readonly onCommitted: (finished: Finished) => void;
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
  const stages = stagesOf(places, record);
  const scratch = stages.folder === null ? places.staging : stages.staging;
  const published = job === 'compress' ? [stages.outputs] : [];
  for (const folder of published) await makeFolder(folder);
  await recover(journal, new Publisher(published));
  await clearFolder(places.staging);
  if (stages.folder !== null) await clearFolder(stages.folder);
  await makeFolder(scratch);
  const publisher = new Publisher([places.folder, scratch, ...published]);
  const { outputs, staging } = stages;
  try {
    const coordinator = new Coordinator({ ...work, job, recipes, outputs, staging, scratch, journal, publisher });
    return await coordinator.run();
  } finally {
    // what is committed and could not be published is kept for when the run is resumed
    const { done } = journal.pending().next();
    if (done === true) await clearFolder(stages.folder ?? places.staging);
  }
}
