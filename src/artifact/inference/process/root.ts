import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { MAX_MESSAGE_BYTES, type Asked, type LoaderStart, type Reply } from './messages.js';
import { Refusal, spoken, type Runtime } from './runtime.js';

/**
 * Root of a loader's process: loads a runtime and one model, then answers one request after the other. Whatever the model
 * does to it, it does here. Requests come by standard input, replies go to descriptor 3.
 */
const REPLIES = 3;

/** Each is loaded by its own module, so that one is missing without the other. */
const RUNTIMES = {
  llama: async (): Promise<Runtime> => (await import('./llama.js')).llamaRuntime(),
  onnx: async (): Promise<Runtime> => (await import('./onnx.js')).onnxRuntime(),
};

async function main(): Promise<void> {
  const start = JSON.parse(process.argv[2] ?? '{}') as LoaderStart;
  // from here on the process ends when whoever started it does, also while native code never comes back
  new Worker(new URL('./watch.js', import.meta.url), { workerData: { residentMb: start.residentMb } }).unref();
  const runtime = await ready(start.runtime);
  const before = performance.now();
  const model = await runtime.load(start);
  reply({ kind: 'loaded', ms: performance.now() - before, about: model.about });
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, request } = JSON.parse(line) as Asked;
    reply(await answered(id, () => model.answer(request)));
  }
}

async function ready(name: string): Promise<Runtime> {
  const runtime = await RUNTIMES[name as keyof typeof RUNTIMES]();
  reply({ kind: 'runtime', name: runtime.name });
  return runtime;
}

async function answered(id: number, ask: () => Promise<unknown>): Promise<Reply> {
  try {
    return { kind: 'answer', id, value: await ask() };
  } catch (error) {
    const code = error instanceof Refusal ? error.code : 'request_failed';
    return { kind: 'refused', code, reason: spoken(error) };
  }
}

/** Written at once: what is said last arrives even where the next thing is a crash. */
function reply(message: Reply): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  if (line.length > MAX_MESSAGE_BYTES) {
    const reason = `The answer has ${line.length} bytes, at most ${MAX_MESSAGE_BYTES} can be handed over`;
    return reply({ kind: 'refused', code: 'too_long', reason });
  }
  for (let written = 0; written < line.length;) written += writeSync(REPLIES, line, written);
}

try {
  await main();
} catch (error) {
  const code = error instanceof Refusal ? error.code : 'model_refused';
  reply({ kind: 'refused', code, reason: spoken(error) });
}
// runtimes keep threads and handles of their own
process.exit(0);
