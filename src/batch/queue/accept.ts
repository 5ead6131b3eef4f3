import type { Loss, Reply, Task } from '../task.js';
import { isOwnPlace, take } from './delivered.js';
import { NOT_MINE } from './protocol.js';
import type { OverJob } from './run-jobs.js';

/** BullMQ's reason for a job whose worker fell silent. */
const STALLED = /^job stalled/;

/** How a job came to its end. */
export interface Circumstances {
  /** It was over before this coordinator began. */
  readonly isLeft: boolean;
  /** Redis was away since it was added. */
  readonly wasCutOff: boolean;
}

/**
 * What came of a task, with its output where it was to be staged; `again`: it has to be done again, and that counts
 * against nobody.
 * @throws system errors where the output cannot be put into its place
 */
export async function accepted(
  { failure, answer }: OverJob,
  task: Task,
  { isLeft, wasCutOff }: Circumstances,
): Promise<Reply | Loss | 'again'> {
  if (failure !== null) {
    if (!STALLED.test(failure)) return lost(failure);
    // while Redis was away no worker could be heard: they may all be well
    return wasCutOff ? 'again' : lost('its worker fell silent: killed, or cut off');
  }
  if (answer === null) return lost('its worker answered with what is no answer');
  const { result, staged } = answer;
  if ('kind' in result) return result;
  // whatever was wrong may be over by now, such as a folder that was cleared while nobody waited
  if (result.outcome.kind === 'error') {
    if (isLeft) return 'again';
    return result.outcome.code === NOT_MINE ? lost(`worker ${result.worker}: ${result.outcome.message}`) : result;
  }
  const { written } = result.outcome;
  if (written === null) return result;
  if (staged === null || task.staged === null || !isOwnPlace(task.staged, staged)) {
    return lost(`worker ${result.worker} names no output of this item`);
  }
  if (await take(staged, task.staged, written)) return result;
  if (isLeft) return 'again';
  return lost(`worker ${result.worker} wrote ${staged}, which is not here as it was judged: is the folder shared?`);
}

function lost(reason: string): Loss {
  return { kind: 'lost', reason };
}
