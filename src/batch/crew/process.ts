import { endGroup } from '../../core/process-group.js';
import { joinGroup } from '../../core/run-program.js';
import { execute } from '../execute/execute.js';
import type { WorkSettings } from '../execute/settings.js';
import type { Reply, Task } from '../task.js';
import type { FromWorker, ToWorker } from './messages.js';

/** Root of a worker process: one task in, one reply out. Whatever ends it ends no more than the item it has. */
let work: WorkSettings | null = null;
let isInterrupted = false;

// what its engines start ends with it
joinGroup();
// who handed out the work is gone: nobody takes the result any more
process.once('disconnect', () => endGroup(process.pid));
// a service manager that stops a batch signals all its processes at once: the one that hands out the work decides
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isInterrupted = true;
  });
}
process.on('message', (message: ToWorker) => {
  if ('work' in message) {
    ({ work } = message);
    tell({ kind: 'ready' });
  } else {
    void perform(message.task);
  }
});

async function perform(task: Task): Promise<void> {
  if (work === null) throw new Error('A task came before the settings');
  tell({ kind: 'taken' });
  // nothing is aborted in here: who gives an item up ends the process
  const reply = await execute(task, work, new AbortController().signal);
  // an engine that failed then was ended too: that says nothing of the item
  if (isInterrupted && reply.outcome.kind === 'error') return tell({ kind: 'interrupted' });
  tell({ kind: 'done', reply, residentMb: process.memoryUsage.rss() / 2 ** 20, unclean: isUnclean(reply) });
}

/** What an engine that ran out of time had started itself may still run. */
function isUnclean({ outcome }: Reply): boolean {
  return outcome.kind === 'error' && outcome.code === 'engine_timeout';
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
