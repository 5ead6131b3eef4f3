/** The three checks on real files in real runtimes; without them installed they could not be tested, and would fail. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildGguf, floats, scalar, withKey, withTensor } from '../../../fixtures/artifacts/gguf.js';
import { SERIES, tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import {
  constantAnswer,
  endlessLoop,
  infiniteAnswer,
  manyBlocks,
  memoryBomb,
  randomAnswer,
} from '../../../fixtures/artifacts/hostile-models.js';
import { encodeOnnx } from '../../../fixtures/artifacts/onnx.js';
import { classifier, classifierModel } from '../../../fixtures/artifacts/onnx-classifier.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { DEFAULT_PROMPTS } from '../../../src/artifact/inference/text-trial.js';
import { runArtifactSuite, type AskedOfArtifact } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const CHECKS = ['format_validation', 'unsafe_content', 'inference', 'response_quality', 'latency'];

async function run(name: string, bytes: Uint8Array, asked: AskedOfArtifact = {}) {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return runArtifactSuite(path, { checks: CHECKS, ...asked });
}

test('a good GGUF model is loaded, answers and is timed', async () => {
  const ran = await run('tiny.gguf', buildGguf(tinyLlama()).bytes);
  expect(ran.verdict).toBe('pass');
  expect(ran.check('inference').message).toMatch(
    /^tiny.gguf loads with node-llama-cpp \d+\.\d+\.\d+ in \d+ ms, and answers 3 prompts$/,
  );
  const { responses } = (ran.check('response_quality').details as { models: { responses: { text: string }[] }[] })
    .models[0]!;
  // what the fixture was made to know
  expect(responses[0]!.text.trim()).toBe(SERIES[0].slice(4).join(' '));
  expect(responses).toHaveLength(DEFAULT_PROMPTS.length);
  const [latency] = ran.check('latency').actual as {
    coldMs: number;
    warm: { n: number; p50Ms: number; p95Ms: number };
    tokensPerSecond: number;
    tokens: number;
  }[];
  expect(latency!.warm.n).toBeGreaterThan(1);
  expect(latency!.warm.p95Ms).toBeGreaterThanOrEqual(latency!.warm.p50Ms);
  expect(latency!.coldMs).toBeGreaterThan(0);
  expect(latency!.tokens).toBeGreaterThan(30);
  expect(latency!.tokensPerSecond).toBeGreaterThan(0);
});

test('a good ONNX model is loaded, answers and is timed', async () => {
  const ran = await run('classifier.onnx', classifier());
  expect(ran.verdict).toBe('pass');
  expect(ran.check('inference').message).toContain('onnxruntime-node');
  const { models } = ran.check('response_quality').details as { models: object[] };
  expect(models).toEqual([
    {
      file: 'classifier.onnx',
      inputs: { image: [1, 1, 8, 8] },
      outputs: [{ name: 'probabilities', type: 'float32', dims: [1, 4], elements: 4, nonFinite: 0 }],
      constant: false,
      repeatable: true,
    },
  ]);
});

test('a model whose weights are all zero answers, but not with sense', async () => {
  const { outcomes, check } = await run('zero.gguf', buildGguf(tinyLlama({ zero: true })).bytes);
  expect(outcomes).toMatchObject({ inference: 'passed', response_quality: 'failed' });
  expect(check('response_quality').message).toMatch(/the response to "Counting.* is empty/);
});

test('case 24: a model whose weights are NaN loads and answers, and its scores are no numbers', async () => {
  const broken = withTensor(tinyLlama(), 'blk.0.attn_norm.weight', floats('', [32], new Float32Array(32).fill(NaN)));
  const named = withTensor(broken, '', { name: 'blk.0.attn_norm.weight' });
  const { outcomes, check } = await run('nan.gguf', buildGguf(named).bytes);
  expect(outcomes).toMatchObject({ inference: 'passed', response_quality: 'failed' });
  expect(check('response_quality').message).toContain('its scores of tokens are no numbers');
});

test.each([
  ['infinite.onnx', infiniteAnswer, 'failed', '1 of 1 values of y are NaN or infinite'],
  ['constant.onnx', constantAnswer, 'warned', 'different noise gets the very same outputs'],
  ['random.onnx', randomAnswer, 'warned', 'the same inputs got different outputs'],
])('%s: response_quality says so', async (name, build, outcome, words) => {
  const { check } = await run(name, build(), { checks: ['inference', 'response_quality'] });
  expect(check('inference').outcome).toBe('passed');
  expect(check('response_quality')).toMatchObject({ outcome, message: expect.stringContaining(words) });
});

test('what our reader refuses is given to no runtime', async () => {
  const { check } = await run('blocks.gguf', manyBlocks());
  expect(check('format_validation').outcome).toBe('failed');
  expect(check('inference')).toMatchObject({
    outcome: 'skipped',
    message: 'Not looked at because format_validation failed',
  });
  const alone = await run('blocks.gguf', manyBlocks(), { checks: ['inference'] });
  expect(alone.check('inference')).toMatchObject({
    outcome: 'inconclusive',
    message: expect.stringMatching(/^Not loaded, because of its structure: /),
    details: { models: [] },
  });
});

test('a file that our reader accepts and its runtime refuses is a disagreement, with the reason of the runtime', async () => {
  const unknown = withKey(tinyLlama(), scalar('tokenizer.ggml.model', 'string', 'unheard'));
  const { check } = await run('unheard.gguf', buildGguf(unknown).bytes);
  expect(check('inference')).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(/\(they disagree\): .*unknown tokenizer: 'unheard'/),
    details: { models: [{ failure: { code: 'model_refused' } }] },
  });
});

test('a model of an architecture or an operator that its runtime does not know is inconclusive, and says so', async () => {
  const unknown = withKey(tinyLlama(), scalar('general.architecture', 'string', 'unheard'));
  const architecture = await run('unheard.gguf', buildGguf(unknown).bytes);
  const operator = await run('old.onnx', encodeOnnx({ ...classifierModel(), opsets: [{ version: 6 }] }));
  for (const { check } of [architecture, operator]) {
    expect(check('inference')).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringContaining('This version of its runtime cannot run'),
      details: { models: [{ failure: { code: 'model_unsupported' } }] },
    });
  }
});

test('case 40: a model that makes 40 GB fails, and one that never ends', async () => {
  const limits = { inferenceTimeoutMs: 2000, inferenceMemoryMb: 256 };
  const bomb = await run('bomb.onnx', memoryBomb(), { limits });
  expect(bomb.check('inference')).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('It needs more memory than its limit of 257 MiB'),
  });
  const loop = await run('loop.onnx', endlessLoop(), { limits });
  expect(loop.check('inference')).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(
      /^loop.onnx loads, but: It did not answer within the \d+ ms .*inferenceTimeoutMs, 2000 ms$/,
    ),
  });
  expect(loop.check('latency')).toMatchObject({ outcome: 'skipped' });
});

test('weights without a program are skipped, and it is said why', async () => {
  const { check, outcomes } = await run('model.safetensors', goodSafetensors());
  expect(check('inference')).toMatchObject({
    outcome: 'skipped',
    message: 'Nothing here can run it: no runtime runs safetensors files: they hold weights and no program',
  });
  expect(outcomes).toMatchObject({ response_quality: 'skipped', latency: 'skipped' });
});

test('with structural coverage nothing is run', async () => {
  const { check } = await run('tiny.gguf', buildGguf(tinyLlama()).bytes, { coverage: 'structural' });
  expect(check('inference')).toMatchObject({ outcome: 'skipped', message: 'Not looked at: coverage is structural' });
});

test('prompts and limits of their own are used', async () => {
  const { check } = await run('tiny.gguf', buildGguf(tinyLlama()).bytes, {
    expectation: { prompts: ['red orange'] },
    limits: { responseTokens: 2, minResponseCharacters: 100 },
  });
  const { models } = check('response_quality').details as { models: { responses: object[] }[] };
  expect(models[0]!.responses).toMatchObject([
    { prompt: 'red orange', text: expect.stringContaining('yellow green'), tokens: 2 },
  ]);
  expect(check('response_quality').message).toMatch(/"red orange" has \d+ characters/);
});

test('sizes of open dimensions that are stated are used', async () => {
  const { check } = await run('classifier.onnx', classifier(), { expectation: { dimensions: { batch: 3 } } });
  const { models } = check('response_quality').details as { models: { inputs: object }[] };
  expect(models[0]!.inputs).toEqual({ image: [3, 1, 8, 8] });
});

test('a prompt that does not fit the context says nothing of the model', async () => {
  const expectation = { prompts: ['x '.repeat(1000)] };
  const { check } = await run('tiny.gguf', buildGguf(tinyLlama()).bytes, { expectation });
  expect(check('inference')).toMatchObject({
    outcome: 'inconclusive',
    message: expect.stringContaining('has room for'),
  });
});
