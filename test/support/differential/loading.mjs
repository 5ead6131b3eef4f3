/**
 * Loads models with a real runtime, as the product's own loader does, but many in one process, which may die of any:
 * `node loading.mjs llama|onnx`. A path a line on standard input; what became of it on descriptor 3.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const from = (module) => import(new URL(`../../../dist/artifact/inference/${module}.js`, import.meta.url).href);
const REPLIES = 3;
const MEASURED = { inferenceTimeoutMs: 1 };

const { InferenceError } = await from('errors');
const { fromWire, toWire } = await from('process/messages');
const { spoken } = await from('process/runtime');
const { tryTensors } = await from('tensor-trial');

const START = { contextTokens: 64, threads: 1, residentMb: 0 };

const MODELS = {
  llama: async () => {
    const { llamaRuntime } = await from('process/llama');
    const runtime = await llamaRuntime();
    return (path) => runtime.load({ ...START, runtime: 'llama', path });
  },
  onnx: async () => {
    const { onnxRuntime } = await from('process/onnx');
    const runtime = await onnxRuntime();
    return (path) => runtime.load({ ...START, runtime: 'onnx', path });
  },
};

const ASK = {
  llama: async (model) => {
    await model.answer({ kind: 'generate', prompt: 'one two three', maxTokens: 4 });
    await model.answer({ kind: 'logprobs', text: 'one two three' });
  },
  onnx: async (model) => {
    const infer = async (inputs) => {
      try {
        const { outputs, ms } = await model.answer({ kind: 'infer', inputs: toWire(inputs) });
        return { outputs: fromWire(outputs), ms };
      } catch (error) {
        throw new InferenceError('request_failed', spoken(error));
      }
    };
    // its time is over at once: it is asked as often as it has to be, and not measured
    await tryTensors({ kind: 'tensors', ...model.about, infer }, { expectation: {}, limits: MEASURED }, 0);
  },
};

async function outcomeOf(load, ask, path) {
  let model;
  try {
    model = await load(path);
  } catch (error) {
    return { kind: 'refuses', code: error.code ?? null, reason: spoken(error) };
  }
  try {
    await ask(model);
    return { kind: 'answers', code: null, reason: '' };
  } catch (error) {
    return { kind: 'fails', code: error.code ?? null, reason: spoken(error) };
  }
}

const name = process.argv[2];
const load = await MODELS[name]();
for await (const path of createInterface({ input: process.stdin })) {
  writeSync(REPLIES, `${JSON.stringify(await outcomeOf(load, ASK[name], path))}\n`);
}
process.exit(0);
