import type * as CliProgress from 'cli-progress';
import { onDemand } from '../../core/on-demand.js';
import { bytesText } from '../../report/units.js';
import type { Io } from '../io.js';
import type { Progress, ProgressFlags } from '../progress.js';

/** A bar of the bytes that another thread reads, which tells of them through `shared`. */
export interface BytesBar extends Pick<Progress, 'stop'> {
  /** undefined: nobody watches. */
  readonly shared: SharedArrayBuffer | undefined;
}

const cliProgress = onDemand<typeof CliProgress>('cli-progress');

/** Between two looks: faster than people read. */
const EVERY_MS = 100;
/** Smaller ones are over before anybody looks. */
const LEAST_BYTES = 2 ** 26;

/** On stderr while a person watches it; nothing in pipes and logs. */
export function bytesBar(io: Io, { quiet = false, progress = true }: ProgressFlags): BytesBar {
  if (quiet || !progress || !io.attended) return { shared: undefined, stop() {} };
  const shared = new SharedArrayBuffer(2 * BigUint64Array.BYTES_PER_ELEMENT);
  const counts = new BigUint64Array(shared);
  let bar: CliProgress.SingleBar | undefined;
  const timer = setInterval(() => {
    const [read, total] = [Number(Atomics.load(counts, 0)), Number(Atomics.load(counts, 1))];
    if (total < LEAST_BYTES) return;
    if (!bar) {
      bar = newBar();
      bar.start(total, 0, { text: '' });
    }
    bar.setTotal(total);
    bar.update(read, { text: `${bytesText(read)} of ${bytesText(total)}` });
  }, EVERY_MS);
  return {
    shared,
    stop() {
      clearInterval(timer);
      bar?.stop();
    },
  };
}

function newBar(): CliProgress.SingleBar {
  return new (cliProgress().SingleBar)({
    format: '{bar} {text} read, {duration_formatted}',
    stream: process.stderr,
    barsize: 24,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
}
