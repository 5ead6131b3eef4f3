import { parentPort, workerData } from 'node:worker_threads';
import { storeError } from './errors.js';
import type { StoreProblem } from './problems.js';
import { Recorder, type Recorded, type RecorderOptions } from './recorder.js';

/** What the thread is asked: to write these decisions (JSON), or to end. */
export type Request = readonly string[] | 'end';

/** One to each batch, `recorded` or `failed`; `pruning` comes unasked. */
export type Reply =
  | { readonly kind: 'recorded'; readonly recorded: Recorded }
  | ({ readonly kind: 'failed' } & StoreProblem)
  | ({ readonly kind: 'pruning' } & StoreProblem);

/** Root of the thread that writes: a disk that is slow, full or hangs takes its time, not the callers'. */
const options = workerData as RecorderOptions;
const recorder = new Recorder(options);

parentPort?.on('message', (request: Request) => {
  if (request === 'end') {
    recorder.close();
    parentPort?.close();
    return;
  }
  say('failed', () =>
    parentPort?.postMessage({ kind: 'recorded', recorded: recorder.record(request) } satisfies Reply),
  );
  setImmediate(prune);
});

/** A piece at a time, so that batches get in between. */
function prune(): void {
  say('pruning', () => {
    if (recorder.prune()) setImmediate(prune);
  });
}

function say(kind: 'failed' | 'pruning', work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code, message } = storeError(options.path, error);
    parentPort?.postMessage({ kind, code, message } satisfies Reply);
  }
}
