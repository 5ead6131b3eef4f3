// A worker for fault tests: does to its thread what the task says. Shared memory tells the test what happened.
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

export default async function misbehave(task) {
  switch (task.kind) {
    case 'answer':
      return { ok: true, value: { threadId, execArgv: process.execArgv, echo: task.echo ?? null } };
    case 'wait': {
      // runs until the test opens the gate
      const gate = new Int32Array(task.gate);
      Atomics.add(gate, 1, 1);
      while (Atomics.load(gate, 0) === 0) await sleep(5);
      return { ok: true, value: task.echo };
    }
    case 'spin': {
      const counter = new Int32Array(task.counter);
      for (;;) Atomics.add(counter, 0, 1);
    }
    case 'exit':
      return process.exit(3);
    case 'hoard': {
      const kept = [];
      for (;;) kept.push(Array.from({ length: 1e5 }, () => kept.length));
    }
    case 'talk':
      console.log('to stdout');
      console.error('to stderr');
      return { ok: true, value: null };
    case 'throw':
      throw new Error('thrown past the reply');
    case 'reject_late': {
      // once the test opens the gate
      const gate = new Int32Array(task.gate);
      const timer = setInterval(() => {
        if (Atomics.load(gate, 0) === 0) return;
        clearInterval(timer);
        void Promise.reject(new Error('late'));
      }, 5);
      return { ok: true, value: 'done' };
    }
    case 'reject_at_once': {
      const ended = new Int32Array(task.ended);
      process.once('exit', () => {
        Atomics.store(ended, 0, 1);
        Atomics.notify(ended, 0);
      });
      setImmediate(() => Promise.reject(new Error('late')));
      return { ok: true, value: 'done' };
    }
    case 'uncloneable':
      return { ok: true, value: () => 1 };
    case 'usage':
      return { ok: false, usage: true, code: 'invalid_argument', message: 'Expected one thing but received another' };
    case 'failure':
      return { ok: false, usage: false, code: 'task_failed', message: 'a bug' };
    case 'overwrite':
      task.bytes.fill(0);
      return { ok: true, value: null };
    default:
      throw new Error(`Unknown kind ${task.kind}`);
  }
}
