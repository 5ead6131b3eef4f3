import { bytesText } from '../../core/bytes-text.js';
import { newBar } from '../bar.js';
import type { Io } from '../io.js';
import type { Progress, ProgressFlags } from '../progress.js';

/** A bar of the bytes that another thread reads, which tells of them through `shared`. */
export interface BytesBar extends Pick<Progress, 'stop'> {
  /** undefined: nobody watches. */
  readonly shared: SharedArrayBuffer | undefined;
}

/** Between two looks: faster than people read. */
const EVERY_MS = 100;
/** Smaller ones are over before anybody looks. */
const LEAST_BYTES = 2 ** 26;

/** On stderr while a person watches it; nothing in pipes and logs. */
export function bytesBar(io: Io, { quiet = false, progress = true }: ProgressFlags): BytesBar {
  if (quiet || !progress || !io.attended) return { shared: undefined, stop() {} };
  const shared = new SharedArrayBuffer(2 * BigUint64Array.BYTES_PER_ELEMENT);
  const counts = new BigUint64Array(shared);
  let bar: ReturnType<typeof newBar> | undefined;
  const timer = setInterval(() => {
    const [read, total] = [Number(Atomics.load(counts, 0)), Number(Atomics.load(counts, 1))];
    if (total < LEAST_BYTES) return;
    const text = `${bytesText(read)} of ${bytesText(total)}`;
    if (!bar) {
      bar = newBar('{bar} {text} read, {duration_formatted}');
      bar.start(total, read, { text });
    }
    bar.setTotal(total);
    bar.update(read, { text });
  }, EVERY_MS);
  return {
    shared,
    stop() {
      clearInterval(timer);
      bar?.stop();
    },
  };
}
