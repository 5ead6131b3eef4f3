import type { Entry } from '../../batch/item.js';
import type { Finished } from '../../batch/journal/journal.js';
import { workOn } from '../../batch/run/batch.js';
import type { OpenRun } from '../../batch/run/open-run.js';
import type { Dispatcher } from '../../batch/task.js';
import { inBackground } from '../../guard/background.js';
import type { SinkSettings } from '../../guard/plan/policy-plan.js';
import { hand } from '../../guard/record/hand.js';
import { countText } from '../../report/units.js';
import type { Io } from '../io.js';
import type { ProgressFlags } from '../progress.js';
import { batchProgress } from './progress.js';
import { Tally } from './tally.js';

export interface WorkOptions {
  readonly run: OpenRun;
  readonly entries: AsyncIterable<Entry>;
  /** The same once more, to be counted. */
  readonly again: (signal: AbortSignal) => AsyncIterable<Entry>;
  readonly dispatcher: Dispatcher;
  readonly sinks: SinkSettings;
  readonly flags: ProgressFlags;
  readonly io: Io;
}

/** What is in flight when somebody interrupts has this long, ms: nearly every item ends within it. */
const GRACE_MS = 10_000;
/** A batch that is over by then needs no estimate, ms. */
const COUNT_AFTER_MS = 1000;

/** Works on a run and tells how far it is. @throws RunFault; what inputs and dispatcher throw */
export async function work({ run, entries, again, dispatcher, sinks, flags, io }: WorkOptions): Promise<void> {
  const tally = new Tally(run.journal.counts());
  const over = new AbortController();
  const counting = setTimeout(
    () => inBackground('Counting', () => count(tally, again, run, over.signal)),
    COUNT_AFTER_MS,
  );
  const progress = batchProgress(io, flags, tally);
  const onCommitted = ({ row, decision }: Finished) => {
    tally.add(row.status);
    // alerts, metrics and demotion count over the whole batch, whichever process looked at an item
    if (decision) inBackground('Recording', () => hand(decision, sinks));
  };
  const onBlocked = ({ row }: Finished) => tally.turn(row.status, 'error');
  try {
    const { known, remade } = await workOn(run, {
      entries,
      dispatcher,
      onCommitted,
      onBlocked,
      tell: (line) => void (flags.quiet === true || io.tell(line)),
      stop: io.signal,
      graceMs: GRACE_MS,
    });
    // of a run that was begun before nobody knows which of them were done then
    if (!io.signal.aborted) tally.end(run.journal.counts(), run.resumed ? 0 : known);
    if (remade > 0 && flags.quiet !== true) io.tell(remadeText(remade));
  } finally {
    clearTimeout(counting);
    over.abort();
    progress.stop();
  }
}

function remadeText(remade: number): string {
  const which = remade === 1 ? 'file was' : 'files were';
  return `${countText(remade)} published ${which} gone from where this run had put them, or changed: made again`;
}

/** How much there is to do is found out while it is done: nobody waits for a million names. */
async function count(
  tally: Tally,
  again: WorkOptions['again'],
  { record }: OpenRun,
  signal: AbortSignal,
): Promise<void> {
  const each = Math.max(1, record.recipes.length);
  let items = 0;
  try {
    const entries = again(signal)[Symbol.asyncIterator]();
    while ((await entries.next()).done !== true) items += each;
    tally.total = items;
  } catch {
    // what is wrong with inputs stops the work itself, and is told there; without a total there is no estimate
    tally.total = null;
  }
}
