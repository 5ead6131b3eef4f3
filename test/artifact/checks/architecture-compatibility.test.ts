/** Whether a model can take the place of its baseline: what counts, what does not, and what nothing can be said of. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGguf, list, scalar, type GgufFile, type GgufKey } from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { classifier, classifierModel } from '../../../fixtures/artifacts/onnx-classifier.js';
import { encodeOnnx, type OnnxGraph } from '../../../fixtures/artifacts/onnx.js';
import { floats, GOOD_TENSORS, safetensorsOf } from '../../../fixtures/artifacts/safetensors.js';
import { artifactFolder, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const ID = 'architecture_compatibility';
const CHECKS = ['format_validation', ID];

/** The outcome for one set of files against another. */
async function compare(baseline: Files, candidate: Files, limits: Readonly<Record<string, number>> = {}) {
  const expectation = { baseline: artifactFolder(scratch, baseline) };
  const { check } = await runArtifactSuite(artifactFolder(scratch, candidate), { expectation, limits, checks: CHECKS });
  return check(ID);
}

const model = (bytes: Uint8Array): Files => ({ 'model.safetensors': bytes });
const [first, second, ...rest] = GOOD_TENSORS;
const good = model(safetensorsOf(GOOD_TENSORS));

describe('of the same architecture', () => {
  test('other weights, another order of tensors and other metadata pass', async () => {
    const moved = [...rest, second!, { ...first!, data: floats(32, 9) }];
    const check = await compare(good, model(safetensorsOf(moved, { trained: '2031-01-01T00:00:00Z' })));
    expect(check).toMatchObject({ outcome: 'passed', actual: { same: 4 } });
    const { expected, actual } = check as unknown as { expected: { signature: string }; actual: { signature: string } };
    expect(actual.signature).toBe(expected.signature);
  });

  test('the same tensors cut into shards pass', async () => {
    const parts = {
      'model-00001-of-00002.safetensors': safetensorsOf([first!, second!]),
      'model-00002-of-00002.safetensors': safetensorsOf(rest),
    };
    expect(await compare(good, parts)).toMatchObject({ outcome: 'passed' });
  });

  test('two models whose tensors have the same names are told apart by their folders', async () => {
    const small = safetensorsOf([{ ...first!, shape: [4, 4], data: floats(16) }]);
    const both = { 'a/model.safetensors': safetensorsOf([first!]), 'b/model.safetensors': small };
    expect(await compare(both, both)).toMatchObject({ outcome: 'passed', actual: { same: 2 } });
    const swapped = { 'a/model.safetensors': small, 'b/model.safetensors': safetensorsOf([first!]) };
    expect(await compare(both, swapped)).toMatchObject({ outcome: 'failed', actual: { reshaped: 2 } });
  });
});

describe('tensors', () => {
  test('that were added, removed and reshaped fail, and are named', async () => {
    const wide = { ...second!, shape: [4, 8], data: floats(32) };
    const check = await compare(good, model(safetensorsOf([first!, wide, rest[0]!, { ...rest[1]!, name: 'steps' }])));
    expect(check).toMatchObject({
      outcome: 'failed',
      actual: { added: 1, removed: 1, reshaped: 1, retyped: 0, same: 2 },
      details: {
        added: [{ name: 'steps' }],
        removed: [{ name: 'step' }],
        reshaped: [{ name: 'model.layers.0.mlp.weight', from: [4, 4], to: [4, 8] }],
      },
    });
    expect(check.message).toContain('model.layers.0.mlp.weight was 4 x 4, is 4 x 8');
  });

  test('of another element type warn: that is what quantisation does', async () => {
    const half = { ...second!, dtype: 'BF16', data: new Uint8Array(32).fill(0x3d) };
    const check = await compare(good, model(safetensorsOf([first!, half, ...rest])));
    expect(check).toMatchObject({
      outcome: 'warned',
      details: { retyped: [{ name: 'model.layers.0.mlp.weight', from: 'F32', to: 'BF16' }] },
    });
  });

  test('may change as far as limits allow', async () => {
    const more = model(safetensorsOf([...GOOD_TENSORS, { ...first!, name: 'adapter' }]));
    expect((await compare(good, more)).outcome).toBe('failed');
    expect((await compare(good, more, { maxTensorChanges: 1 })).outcome).toBe('passed');
    const half = { ...second!, dtype: 'BF16', data: new Uint8Array(32).fill(0x3d) };
    const retyped = model(safetensorsOf([first!, half, ...rest]));
    expect((await compare(good, retyped, { maxDtypeChanges: 1 })).outcome).toBe('passed');
  });

  test('are listed by their first twenty, and counted all', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ ...first!, name: `extra ${index}` }));
    const check = await compare(good, model(safetensorsOf([...GOOD_TENSORS, ...many])));
    expect(check).toMatchObject({ outcome: 'failed', actual: { added: 50 } });
    expect(check.details!['added']).toHaveLength(20);
  });
});

describe('what else decides what a model is', () => {
  const llama = tinyLlama();
  const gguf = (change: Partial<GgufFile>): Files => ({ 'model.gguf': buildGguf({ ...llama, ...change }).bytes });
  const withKey = (key: GgufKey): Files =>
    gguf({ keys: [...llama.keys!.filter((other) => other.key !== key.key), key] });

  test('GGUF: a hyperparameter fails, a name and a template do not', async () => {
    const renamed = gguf({
      keys: [
        ...llama.keys!.filter(({ key }) => key !== 'general.name'),
        scalar('general.name', 'string', 'another'),
        scalar('tokenizer.chat_template', 'string', '{{ messages }}'),
      ],
    });
    expect(await compare(gguf({}), renamed)).toMatchObject({ outcome: 'passed' });
    const longer = withKey(scalar('llama.context_length', 'u32', 512));
    const check = await compare(gguf({}), longer);
    expect(check).toMatchObject({
      outcome: 'failed',
      details: { keys: [{ name: 'llama.context_length', from: 256, to: 512 }] },
    });
    expect((await compare(gguf({}), longer, { maxKeyChanges: 1 })).outcome).toBe('passed');
  });

  test('GGUF: a list of the tokenizer counts by its length', async () => {
    const merges = (count: number): Files =>
      withKey(
        list(
          'tokenizer.ggml.merges',
          'string',
          Array.from({ length: count }, (_, index) => `a b${index}`),
        ),
      );
    expect((await compare(merges(3), merges(3))).outcome).toBe('passed');
    expect(await compare(merges(3), merges(4))).toMatchObject({ outcome: 'failed', actual: { keys: 1 } });
  });

  const onnx = classifierModel();
  const graph = (change: Partial<OnnxGraph>): Files => ({
    'model.onnx': encodeOnnx({ ...onnx, graph: { ...onnx.graph!, ...change } }),
  });
  const plain: Files = { 'model.onnx': classifier() };

  test('ONNX: another size of an input fails, another name of an open dimension does not', async () => {
    const input = (shape: readonly (string | number)[]) => graph({ inputs: [{ name: 'image', type: 1, shape }] });
    expect((await compare(plain, input(['n', 1, 8, 8]))).outcome).toBe('passed');
    expect(await compare(plain, input([1, 1, 8, 8]))).toMatchObject({
      outcome: 'failed',
      details: { keys: [{ name: 'input image', from: { shape: [null, 1, 8, 8] }, to: { shape: [1, 1, 8, 8] } }] },
    });
  });

  test('ONNX: another operator set warns', async () => {
    const newer = { 'model.onnx': encodeOnnx({ ...onnx, opsets: [{ version: 17 }] }) };
    expect(await compare(plain, newer)).toMatchObject({ outcome: 'warned', actual: { opsets: 1, keys: 0 } });
  });

  test('ONNX: a version that is only worse has the architecture of the good one', async () => {
    const worse = { 'model.onnx': classifier({ weightNoise: 3 }) };
    expect(await compare(plain, worse)).toMatchObject({ outcome: 'passed', actual: { same: 2 } });
  });
});

describe('nothing to compare with', () => {
  test('without a baseline it is skipped, and the signature recorded', async () => {
    const { check } = await runArtifactSuite(artifactFolder(scratch, good), { checks: CHECKS });
    expect(check(ID)).toMatchObject({ outcome: 'skipped', actual: { tensors: 4 } });
    expect(check(ID).message).toMatch(/recorded: signature [0-9a-f]{64} /);
  });

  test('a baseline that is not there is inconclusive', async () => {
    const expectation = { baseline: join(scratch, 'nowhere') };
    const { check } = await runArtifactSuite(artifactFolder(scratch, good), { expectation, checks: CHECKS });
    expect(check(ID)).toMatchObject({ outcome: 'inconclusive', details: { code: 'baseline_missing' } });
  });

  test('a baseline that breaks the rules of its format is inconclusive', async () => {
    const broken = model(safetensorsOf(GOOD_TENSORS).slice(0, -1));
    expect(await compare(broken, good)).toMatchObject({
      outcome: 'inconclusive',
      details: { code: 'baseline_broken' },
    });
  });

  test('a baseline without tensors is inconclusive', async () => {
    const empty = { 'notes.txt': 'nothing' };
    expect(await compare(empty, good)).toMatchObject({ outcome: 'inconclusive', details: { code: 'baseline_empty' } });
  });

  test('a candidate that breaks the rules of its format is not compared', async () => {
    const broken = model(safetensorsOf(GOOD_TENSORS).slice(0, -1));
    expect(await compare(good, broken)).toMatchObject({
      outcome: 'skipped',
      details: { blockedBy: 'format_validation' },
    });
  });
});
