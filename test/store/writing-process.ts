// A program that records decisions, for tests that watch, limit or kill it. Its stdout is one JSON document a line.
import { randomUUID } from 'node:crypto';
import { storeSink } from '../../src/store/sink.js';
import { openStore } from '../../src/store/store.js';
import { decision } from '../observe/decisions.js';

const [path = '', how, number = '0'] = process.argv.slice(2);
const count = Number(number);
const say = (what: object) => void process.stdout.write(`${JSON.stringify(what)}\n`);
const some = (n: number) => Array.from({ length: n }, () => decision({ id: randomUUID(), at: Date.now() }));
const sink = () =>
  storeSink({
    path,
    retentionDays: 30,
    maxBytes: 2 ** 30,
    onDrop: (reason, dropped) => say({ reason, dropped }),
    onProblem: ({ code }) => say({ problem: code }),
  });

const WAYS: Readonly<Record<string, () => Promise<void>>> = {
  /** All of them as fast as they come. */
  async sink() {
    const store = sink();
    for (const each of some(count)) store.accept(each);
    await store.flush();
    await store.close();
  },
  /** Ends without closing anything. */
  async leave() {
    const store = sink();
    for (const each of some(count)) store.accept(each);
  },
  async exit() {
    const store = sink();
    for (const each of some(1)) store.accept(each);
    await store.flush();
    for (const each of some(count - 1)) store.accept(each);
    // the first full batch goes to the thread in the next turn; what waits and what it has must both arrive, once
    await new Promise((resolve) => setTimeout(resolve, 2));
    process.exit(0);
  },
  /** Transactions of 100 without end, each told when it is done. */
  async endless() {
    const store = openStore(path);
    for (let done = 1; ; done += 1) {
      store.record(some(100));
      say({ done });
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  /** Batches until the disk is full, then waits for a line on stdin, and tries again. */
  async full() {
    const store = sink();
    while (store.problem === null) {
      for (const each of some(100)) store.accept(each);
      await store.flush();
    }
    say({ waiting: store.waiting > 0 });
    await new Promise((resolve) => process.stdin.once('data', resolve));
    await store.flush();
    say({ problemNow: store.problem, waiting: store.waiting });
    await store.close();
    process.stdin.destroy();
  },
};

await WAYS[how ?? '']?.();
