// A program that records decisions, for tests that watch, limit or kill it. Its stdout is one JSON document a line.
import { randomUUID } from 'node:crypto';
import type { Decision } from '../../src/core/decision.js';
import { storeSink } from '../../src/store/sink.js';
import { openStore } from '../../src/store/store.js';

const [path = '', how, number = '0'] = process.argv.slice(2);
const count = Number(number);
const say = (what: object) => void process.stdout.write(`${JSON.stringify(what)}\n`);
const some = (n: number) => Array.from({ length: n }, newDecision);
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
    // one flush has its patience, which so many outlast on a busy machine
    while (store.waiting > 0) await store.flush();
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
  /** Exits after some ms of steady recording, wherever its thread is then. */
  async abrupt() {
    const store = sink();
    setInterval(() => {
      for (const each of some(50)) store.accept(each);
    }, 1);
    // until the thread is at work for sure
    while (store.waiting < 1000) await new Promise((resolve) => setTimeout(resolve, 1));
    setTimeout(() => process.exit(7), count);
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

/** With two checks. Written here, because the samples of the tests take longer to load than most of these programs work. */
function newDecision(): Decision {
  const check = { category: 'structure', outcome: 'passed', message: 'as expected', durationMs: 1 } as const;
  return {
    id: randomUUID(),
    at: Date.now(),
    report: {
      schemaVersion: 1,
      tool: { name: 'pressproof', version: '0.1.0' },
      suite: 'image',
      subject: { kind: 'image', file: { path: 'a.gif', bytes: 10_000, sha256: null } },
      operation: 'recompress',
      expectation: {},
      mode: 'alert',
      verdict: 'pass',
      coverage: { level: 'full', framesCompared: 12, framesTotal: 12 },
      checks: [
        { id: 'file_integrity', ...check },
        { id: 'frame_count', ...check },
      ],
      startedAt: '2026-01-02T03:04:05.678Z',
      durationMs: 35,
    },
    action: 'publish',
    skipped: null,
    compression: null,
    arm: null,
    sampleRate: 1,
    degradation: 'normal',
    validationMs: 40,
    queueWaitMs: 2,
    addedMs: 41,
  };
}
