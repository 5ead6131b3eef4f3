// A program as a user would write it: compresses one file again and again and says of each call what its caller saw,
// one JSON object a line on stdout or in the file that it is told. It closes nothing that nobody asked it to close.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const {
  library,
  input,
  outputs,
  options = {},
  closes = false,
  steps = false,
  says = 1,
  awaits = '',
  worker = null,
} = JSON.parse(process.argv[2] ?? '{}');
const { close, guard, liveState, scrape, WorkerPool } = await import(library);

const say = (what) => void appendFileSync(says, `${JSON.stringify(what)}\n`);

/** Told to do badly it leaves its output half written, as if a full disk had not stopped it. */
const compressor = {
  name: 'unreliable',
  async compress(from, to, { badly }) {
    const bytes = readFileSync(from);
    writeFileSync(to, badly ? bytes.subarray(0, Math.floor(bytes.length * 0.6)) : bytes);
    return { engine: 'unreliable' };
  },
};
const shrink = guard(compressor, {
  ...options,
  ...(worker && { pool: new WorkerPool({ threads: 1, worker: new URL(worker) }) }),
});
const words = steps ? createInterface({ input: process.stdin })[Symbol.asyncIterator]() : null;
if (words) say({ ready: true });
for (const output of outputs) {
  await words?.next();
  try {
    const { validation, ...rest } = await shrink(input, output, { badly: basename(output).includes('bad') });
    say({ output, exists: existsSync(output), keys: Object.keys(rest), validation: validation ?? null });
  } catch (error) {
    const { code, message, quarantined, cause } = error;
    say({ output, exists: existsSync(output), thrown: { code, message, quarantined, cause: cause?.code } });
  }
}
await words?.next();
if (closes) await close();
let { text } = await scrape();
// what is counted comes in the background
while (!text.includes(awaits)) {
  await pause(10);
  ({ text } = await scrape());
}
say({ state: liveState(), metrics: text });
process.stdin.destroy();
