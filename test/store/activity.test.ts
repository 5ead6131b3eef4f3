import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Activity } from '../../src/store/activity.js';

/** Long for a stop that must not wait for its end, and never reached by one that works. */
const PATIENCE_MS = 20_000;

/** A thread that ends the piece it was given after some time, having written that it did. */
const PROGRAM = `
const { workerData } = require('node:worker_threads');
Atomics.wait(workerData.done, 0, 0, 50);
Atomics.store(workerData.done, 0, 1);
Atomics.sub(workerData.shared, 0, 1);
Atomics.notify(workerData.shared, 0);`;

test('stopping waits for the piece that another thread is at', async () => {
  const activity = new Activity();
  const done = new Int32Array(new SharedArrayBuffer(4));
  activity.begin();
  const thread = new Worker(PROGRAM, { eval: true, workerData: { shared: activity.shared, done } });
  const ended = once(thread, 'exit');
  activity.stop(PATIENCE_MS);
  expect(Atomics.load(done, 0)).toBe(1);
  await ended;
});

test('a piece that begins after the stop is told so', () => {
  const activity = new Activity();
  activity.begin();
  expect(activity.isStopped).toBe(false);
  activity.end();
  activity.stop(PATIENCE_MS);
  activity.begin();
  expect(activity.isStopped).toBe(true);
});

test('both threads see the same', () => {
  const activity = new Activity();
  const other = new Activity(activity.shared);
  activity.stop(PATIENCE_MS);
  expect(other.isStopped).toBe(true);
});

test('stopping gives up on a piece that hangs', () => {
  const activity = new Activity();
  activity.begin();
  activity.stop(10);
  expect(activity.isStopped).toBe(true);
});
