import { countText, percentText } from '../../report/units.js';
import { newBar } from '../bar.js';
import type { Io } from '../io.js';
import type { Progress, ProgressFlags } from '../progress.js';
import type { Tally } from './tally.js';

/** Between two lines in a log. */
const LINE_MS = 10_000;
/** Between two looks of a bar: faster than people read, and nothing to the batch. */
const BAR_MS = 200;

/** Tells how far a batch is: as a bar on a terminal, as a line now and then elsewhere. */
export function batchProgress(
  io: Io,
  { quiet = false, progress = true }: ProgressFlags,
  tally: Tally,
): Pick<Progress, 'stop'> {
  if (quiet || !progress) return { stop() {} };
  return io.attended ? bar(tally) : lines(io, tally);
}

function lines(io: Io, tally: Tally): Pick<Progress, 'stop'> {
  const timer = setInterval(() => io.tell(progressText(tally)), LINE_MS);
  return {
    stop() {
      clearInterval(timer);
      io.tell(progressText(tally));
    },
  };
}

function bar(tally: Tally): Pick<Progress, 'stop'> {
  const shown = newBar('{bar} {text}');
  const update = () => {
    const { done, total } = tally;
    // empty while nobody knows the total
    shown.setTotal(total ?? 1);
    shown.update(total === null ? 0 : Math.min(done, total), { text: progressText(tally) });
  };
  shown.start(1, 0, { text: '' });
  update();
  const timer = setInterval(update, BAR_MS);
  return {
    stop() {
      clearInterval(timer);
      shown.stop();
    },
  };
}

/** `1,234 of 5,000 (24.7 %), 35.2 a second, 2 min left, 12 failed`. */
export function progressText(tally: Tally): string {
  const { rate, left, failures, counts } = tally;
  const parts = [doneText(tally)];
  if (rate !== null) parts.push(`${rateText(rate)} a second`);
  if (left !== null && left > 0) parts.push(`${leftText(left)} left`);
  parts.push(`${countText(failures)} failed`);
  if (counts.inconclusive > 0) parts.push(`${countText(counts.inconclusive)} inconclusive`);
  return parts.join(', ');
}

function doneText({ done, total, repeated }: Tally): string {
  if (repeated > 0) {
    return `${countText(done + repeated)} named, ${countText(done)} done, ${countText(repeated)} named again`;
  }
  if (total === null) return `${countText(done)} done`;
  return `${countText(done)} of ${countText(total)} (${percentText(total === 0 ? 1 : done / total)})`;
}

function rateText(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : countText(Math.round(rate));
}

/** No finer than it is known. */
function leftText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
