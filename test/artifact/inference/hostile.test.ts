/** What harms whoever runs it ends in its own process, within its limits. The files are given to the real runtimes directly. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import {
  endlessArray,
  endlessLoop,
  manyBlocks,
  memoryBomb,
  noHeads,
} from '../../../fixtures/artifacts/hostile-models.js';
import { InferenceError } from '../../../src/artifact/inference/errors.js';
import type { InferenceLimits, TensorModel } from '../../../src/artifact/inference/model.js';
import { withModel, type ModelFile } from '../../../src/artifact/inference/session.js';
import { gone, noneWith, processesWith, type LoaderProcess } from '../../support/loader-processes.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const LIMITS: InferenceLimits = { memoryMb: 256, loadMs: 30_000, requestMs: 30_000, contextTokens: 64 };

function fileOf(name: string, bytes: Uint8Array): ModelFile {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return { path, runtime: name.endsWith('.onnx') ? 'onnx' : 'llama', bytes: bytes.length };
}

async function ending(file: ModelFile, limits: Partial<InferenceLimits> = {}): Promise<InferenceError> {
  const error = await withModel(file, { ...LIMITS, ...limits }, async (model) => {
    const x = { type: 'float32', dims: [1], data: Float32Array.of(1) } as const;
    return (model as TensorModel).infer({ x });
  }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InferenceError);
  expect(processesWith(file.path)).toEqual([]);
  return error as InferenceError;
}

test('case 20: block_count 1e9 kills its loader, and nobody else', async () => {
  const { code, message } = await ending(fileOf('blocks.gguf', manyBlocks()));
  expect(code).toBe('loader_died');
  expect(message).toMatch(/SIGABRT.*GGML_ASSERT/);
});

test('case 20: head_count 0 kills its loader, and nobody else', async () => {
  const { code } = await ending(fileOf('heads.gguf', noHeads()));
  expect(code).toBe('loader_died');
});

test('case 8: an array of 2^61 elements ends its loader at the limit of memory', async () => {
  const { code, message } = await ending(fileOf('array.gguf', endlessArray()));
  expect(code).toBe('memory_limit');
  expect(message).toContain('256 MiB');
});

test('case 8: an array of 2^61 elements ends its loader at the limit of time, where that comes first', async () => {
  const { code } = await ending(fileOf('array.gguf', endlessArray()), { memoryMb: 8192, loadMs: 1000 });
  expect(code).toBe('time_limit');
});

test('case 40: a model that makes 40 GB gets no more than its limit', async () => {
  const { code, message } = await ending(fileOf('bomb.onnx', memoryBomb()));
  expect(code).toBe('memory_limit');
  expect(message).toContain('40000000000');
});

test('case 40: a loop without an end is ended after its time', async () => {
  const { code, message } = await ending(fileOf('loop.onnx', endlessLoop()), { requestMs: 1000 });
  expect(code).toBe('time_limit');
  expect(message).toBe('It did not answer within the 1000 ms');
});

/** A program that runs a model that never answers, and says so. */
function endlessProgram(): string {
  const session = new URL('../../../dist/artifact/inference/session.js', import.meta.url).href;
  const program = join(scratch, 'endless.mjs');
  writeFileSync(
    program,
    `import { parentPort, workerData } from 'node:worker_threads';
    const path = workerData ?? process.argv[2];
    const { withModel } = await import(${JSON.stringify(session)});
    const limits = { memoryMb: 256, loadMs: 30000, requestMs: 600000, contextTokens: 64 };
    await withModel({ path, runtime: 'onnx', bytes: 1000 }, limits, (model) => {
      const answer = model.infer({ x: { type: 'float32', dims: [1], data: Float32Array.of(1) } });
      if (parentPort) parentPort.postMessage('asked');
      else process.stdout.write('asked');
      return answer;
    });`,
  );
  return program;
}

/** The loader, in the middle of an answer that never comes. */
async function loaderOf(path: string): Promise<LoaderProcess> {
  for (;;) {
    const [loader] = processesWith(`"path":"${path}"`);
    // it is asked; now it has to get there
    await sleep(200);
    if (loader) return loader;
  }
}

test('a loader ends with the thread that asked it, though its own never comes back', async () => {
  const { path } = fileOf('thread.onnx', endlessLoop());
  const thread = new Worker(endlessProgram(), { workerData: path });
  await once(thread, 'message');
  const { folder } = await loaderOf(path);
  await thread.terminate();
  await expect(noneWith(`"path":"${path}"`)).resolves.toBeUndefined();
  await gone(folder);
});

test('a loader ends with the process that asked it, also where that is killed', async () => {
  const { path } = fileOf('process.onnx', endlessLoop());
  const caller = spawn(process.execPath, [endlessProgram(), path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(caller.stdout, 'data');
  const { folder } = await loaderOf(path);
  caller.kill('SIGKILL');
  await expect(noneWith(`"path":"${path}"`)).resolves.toBeUndefined();
  await gone(folder);
});
