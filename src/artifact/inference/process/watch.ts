import { rmdirSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { endGroup } from '../../../core/process-group.js';

/**
 * A thread beside a loader, whose own may be in native code that never comes back. It ends the process, and all that it
 * started, when whoever started it is gone (the other end of descriptor 4 is closed), and when it takes too much memory.
 */
const LIFELINE = 4;
/** A loader fills some 100 MiB in that time. */
const EVERY_MS = 50;

const { residentMb } = workerData as { readonly residentMb: number };
const folder = process.cwd();

const lifeline = new Socket({ fd: LIFELINE });
// read, or its end would not be noticed
lifeline.resume();
lifeline.on('error', end);
lifeline.on('close', end);
setInterval(() => {
  if (process.memoryUsage.rss() / 2 ** 20 <= residentMb) return;
  writeSync(LIFELINE, 'memory');
  endGroup(process.pid);
}, EVERY_MS);

function end(): void {
  try {
    // nobody else is left who would
    rmdirSync(folder);
  } finally {
    endGroup(process.pid);
  }
}
