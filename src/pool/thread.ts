import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../core/errors.js';

interface WorkerModule {
  readonly default: (task: unknown) => Promise<unknown>;
  /** Loads what tasks of a kind need. */
  readonly prepare?: (kind: string) => Promise<unknown>;
}

/** Root of a single-use thread: does one task with the module it is given, as a thread of the pool would, and ends. */
const { worker, prepared } = workerData as { readonly worker: string; readonly prepared: string | null };
const asked = new Promise<unknown>((resolve) => parentPort?.once('message', resolve));
const { default: work, prepare } = (await import(worker)) as WorkerModule;
if (prepared !== null) await prepare?.(prepared);
const reply = await work(await asked);
try {
  parentPort?.postMessage(reply);
} catch (error) {
  // a DOMException, which is what it is, arrives in the other thread without its message
  throw new Error(reasonOf(error));
}
