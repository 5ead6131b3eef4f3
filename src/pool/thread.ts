import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../core/errors.js';

/** Root of a single-use thread: does its one task with the module it is given, as a thread of the pool would, and ends. */
const { worker, task } = workerData as { readonly worker: string; readonly task: unknown };
const { default: work } = (await import(worker)) as { readonly default: (task: unknown) => Promise<unknown> };
const reply = await work(task);
try {
  parentPort?.postMessage(reply);
} catch (error) {
  // a DOMException, which is what it is, arrives in the other thread without its message
  throw new Error(reasonOf(error));
}
