import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

/** Loads what tasks of a kind need as the pool's threads do, and tells which of our modules were required for it. */
const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Module = require('node:module');
  const required = [];
  const load = Module._load;
  Module._load = (request, ...others) => {
    if (/^[./]/.test(request)) required.push(request);
    return load(request, ...others);
  };
  import(workerData.worker).then(async ({ prepare }) => {
    await prepare(workerData.kind);
    parentPort.postMessage(required);
  });
`;

// seen with Node 20.20 in one of fifty commands that were refused while their thread loaded: SIGABRT, "IsGraphAsync"
test.each(['probe', 'validate', 'artifact'])(
  'a thread for tasks of kind %s requires no module of ours: Node aborts the process when it is ended meanwhile',
  async (kind) => {
    const worker = new URL('../../dist/pool/worker.js', import.meta.url).href;
    const thread = new Worker(CODE, { eval: true, execArgv: [], workerData: { worker, kind } });
    const [required] = (await once(thread, 'message')) as [string[]];
    await thread.terminate();
    expect(required.filter((path) => !path.includes('node_modules'))).toEqual([]);
  },
);
