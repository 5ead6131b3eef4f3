import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { classifier, LABELS, picture, SIDE } from '../../../fixtures/artifacts/onnx-classifier.js';
import { DTYPE, encodeOnnx } from '../../../fixtures/artifacts/onnx.js';
import { InferenceError } from '../../../src/artifact/inference/errors.js';
import type { InferenceLimits, TensorModel, TextModel } from '../../../src/artifact/inference/model.js';
import { withModel, type ModelFile } from '../../../src/artifact/inference/session.js';
import { processesWith } from '../../support/loader-processes.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const LIMITS: InferenceLimits = { memoryMb: 512, loadMs: 30_000, requestMs: 30_000, contextTokens: 64 };

function fileOf(name: string, bytes: Uint8Array): ModelFile {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return { path, runtime: name.endsWith('.onnx') ? 'onnx' : 'llama', bytes: bytes.length };
}

const good = fileOf('good.gguf', buildGguf(tinyLlama()).bytes);
const worse = fileOf('worse.gguf', buildGguf(tinyLlama({ worse: true })).bytes);
const pictures = fileOf('classifier.onnx', classifier());

const withText = <T>(file: ModelFile, use: (model: TextModel) => Promise<T>) =>
  withModel(file, LIMITS, async (model) => use(model as TextModel));

test('a text model goes on with a text, the same each time, and each token has its time', async () => {
  await withText(good, async (model) => {
    expect(model).toMatchObject({ kind: 'text', contextTokens: 64 });
    const first = await model.generate('one two three', { maxTokens: 32 });
    expect(first).toMatchObject({ text: expect.stringMatching(/^ ?four five six seven eight nine ten$/), stop: 'end' });
    // the end of the text took its time too
    expect(first.tokenMs).toHaveLength(first.tokens.length);
    expect([first.firstTokenMs, ...first.tokenMs].every((ms) => ms > 0)).toBe(true);
    const cut = await model.generate('one two three', { maxTokens: 2 });
    expect(cut).toMatchObject({ tokens: first.tokens.slice(0, 2), stop: 'length' });
    expect((await model.generate('one two three', { maxTokens: 32 })).text).toBe(first.text);
  });
});

test('the probabilities of a text are those of the whole vocabulary', async () => {
  await withText(good, async (model) => {
    const known = await model.logprobs(' one two three four');
    expect(known.logprobs).toHaveLength(known.tokens.length - 1);
    // what it was made to know is likely, and nothing is more than certain
    const last = known.logprobs.at(-1)!;
    expect(Math.exp(last)).toBeGreaterThan(0.8);
    const swapped = await model.logprobs(' one two three nine');
    expect(swapped.logprobs.at(-1)!).toBeLessThan(last - 3);
    // longer than what is fetched at once, and the same in one piece
    const long = await model.logprobs('abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz');
    const short = await model.logprobs('abcdefghijklmnop');
    expect(long.logprobs.slice(0, short.logprobs.length)).toEqual(
      short.logprobs.map((logprob) => expect.closeTo(logprob!, 2)),
    );
  });
});

test('a text that leaves no room in the context is refused, and the next one answered', async () => {
  await withText(good, async (model) => {
    const error = await model.generate('x '.repeat(300), { maxTokens: 1 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InferenceError);
    expect(error).toMatchObject({
      code: 'too_long',
      message: expect.stringMatching(/context has room for \d+$/),
    });
    expect((await model.generate('a b', { maxTokens: 1 })).tokens).toHaveLength(1);
  });
});

test('two models at once answer in turn, each from its own process', async () => {
  const texts = await withText(good, (candidate) =>
    withText(worse, async (baseline) => {
      expect([good, worse].map(({ path }) => processesWith(path).length > 0)).toEqual([true, true]);
      const found: string[] = [];
      for (const prompt of ['Monday', 'first', 'red']) {
        for (const model of [candidate, baseline]) found.push((await model.generate(prompt, { maxTokens: 8 })).text);
      }
      return found;
    }),
  );
  expect(texts).toHaveLength(6);
  expect(processesWith(scratch)).toEqual([]);
});

test('a model of tensors says what it takes, and classifies', async () => {
  await withModel(pictures, LIMITS, async (loaded) => {
    const model = loaded as TensorModel;
    expect(model.inputs).toEqual([{ name: 'image', type: 'float32', shape: ['batch', 1, SIDE, SIDE] }]);
    expect(model.outputs.map(({ name }) => name)).toEqual(['probabilities']);
    for (const [label] of LABELS.entries()) {
      const image = { type: 'float32', dims: [1, 1, SIDE, SIDE], data: picture(label, 3) } as const;
      const { outputs, ms } = await model.infer({ image });
      const scores = [...(outputs['probabilities']!.data as Float32Array)];
      expect(scores.indexOf(Math.max(...scores))).toBe(label);
      expect(ms).toBeGreaterThan(0);
    }
  });
});

test('inputs that do not fit are refused with the reason of the runtime, and the next ones answered', async () => {
  await withModel(pictures, LIMITS, async (loaded) => {
    const model = loaded as TensorModel;
    const image = { type: 'float32', dims: [1, 1, 2, 2], data: new Float32Array(4) } as const;
    const refused = await model.infer({ image }).catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ code: 'request_failed', message: expect.stringContaining('image') });
    const missing = await model.infer({}).catch((reason: unknown) => reason);
    expect(missing).toMatchObject({ code: 'request_failed', message: expect.stringContaining('image') });
    const fitting = { type: 'float32', dims: [2, 1, SIDE, SIDE], data: new Float32Array(2 * SIDE * SIDE) } as const;
    expect((await model.infer({ image: fitting })).outputs['probabilities']!.dims).toEqual([2, 4]);
  });
});

test('halves are handed over as their bits', async () => {
  const value = (name: string) => ({ name, type: DTYPE.float16, shape: [3] });
  const nodes = [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }];
  const graph = { name: 'twice', nodes, inputs: [value('x')], outputs: [value('y')] };
  const file = fileOf('halves.onnx', encodeOnnx({ irVersion: 8, opsets: [{ domain: '', version: 13 }], graph }));
  await withModel(file, LIMITS, async (model) => {
    // 1, -0.5 and 3, and twice as much
    const x = { type: 'float16', dims: [3], data: Uint16Array.of(0x3c00, 0xb800, 0x4200) } as const;
    const { outputs } = await (model as TensorModel).infer({ x });
    expect(outputs['y']).toEqual({ ...x, data: Uint16Array.of(0x4000, 0xbc00, 0x4600) });
  });
});

test('a file that is not there is refused', async () => {
  const nothing = { path: join(scratch, 'nothing.onnx'), runtime: 'onnx', bytes: 1 } as const;
  await expect(withModel(nothing, LIMITS, async () => true)).rejects.toMatchObject({ code: 'model_refused' });
});

test('all requests together have no more than the time they are given together', async () => {
  const image = { type: 'float32', dims: [1, 1, SIDE, SIDE], data: picture(0, 3) } as const;
  const running = withModel(pictures, { ...LIMITS, totalMs: 1000 }, async (model) => {
    const before = performance.now();
    while (performance.now() - before < 10_000) await (model as TensorModel).infer({ image });
  });
  await expect(running).rejects.toMatchObject({ code: 'time_limit' });
});
