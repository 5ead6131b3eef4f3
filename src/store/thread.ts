import { parentPort, workerData } from 'node:worker_threads';
import { Activity } from './activity.js';
import { storeError } from './errors.js';
import type { StoreProblem } from './problems.js';
import { Recorder, type Recorded, type RecorderOptions } from './recorder.js';

export interface ThreadData {
  readonly options: RecorderOptions;
  /** Of its Activity; each request was begun when it was sent. */
  readonly activity: Int32Array<SharedArrayBuffer>;
}

/** What the thread is asked: to write these decisions (JSON), or to end. */
export type Request = readonly string[] | 'end';

/** One to each batch, `recorded` or `failed`; `pruning` comes unasked. */
export type Reply =
  | { readonly kind: 'recorded'; readonly recorded: Recorded }
  | ({ readonly kind: 'failed' } & StoreProblem)
  | ({ readonly kind: 'pruning' } & StoreProblem);

/** Root of the thread that writes: a disk that is slow, full or hangs takes its time, not the callers'. */
const { options, activity: shared } = workerData as ThreadData;
const activity = new Activity(shared);
const recorder = new Recorder(options);

parentPort?.on('message', (request: Request) => {
  if (request === 'end') {
    piece(() => recorder.close());
    parentPort?.close();
    return;
  }
  piece(() =>
    say('failed', () =>
      parentPort?.postMessage({ kind: 'recorded', recorded: recorder.record(request) } satisfies Reply),
    ),
  );
  setImmediate(prune);
});

/** A piece at a time, so that batches get in between. */
function prune(): void {
  activity.begin();
  piece(() =>
    say('pruning', () => {
      if (recorder.prune()) setImmediate(prune);
    }),
  );
}

/** Does what was begun, unless the process ends. */
function piece(work: () => void): void {
  try {
    if (!activity.isStopped) work();
  } finally {
    activity.end();
  }
}

function say(kind: 'failed' | 'pruning', work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code, message } = storeError(options.path, error);
    parentPort?.postMessage({ kind, code, message } satisfies Reply);
  }
}
