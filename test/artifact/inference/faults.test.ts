import { describe, expect, test } from 'vitest';
import { responseQuality } from '../../../src/artifact/checks/response-quality.js';
import {
  faultsOfResponse,
  faultsOfTensors,
  faultsOfText,
  type QualityLimits,
} from '../../../src/artifact/inference/faults.js';
import type { TensorTrial, TextTrial } from '../../../src/artifact/inference/trials.js';
import { defaultsOf } from '../../../src/core/limits.js';

const LIMITS = defaultsOf(responseQuality.limits) as unknown as QualityLimits;
const tokens = (...ids: number[]): number[] => ids;
const cycle = (length: number, period: number) => Array.from({ length }, (_, index) => index % period);

const faults = (text: string, ids: readonly number[]): string[] =>
  faultsOfResponse({ prompt: '', text, tokens: ids, stop: 'length' }, LIMITS);

describe('a response', () => {
  test.each([
    ['of words', 'The cat sat on the mat.', cycle(32, 32)],
    ['in Chinese', '今天天气很好，我们去公园。', cycle(32, 32)],
    ['with the line ends and tabs of a program', 'if (a) {\n\treturn b;\n}\r\n', cycle(20, 20)],
    ['that speaks of errors', 'There was no error in the log.', cycle(20, 20)],
    ['with a family of emoji', 'A family: 👨‍👩‍👧‍👦 and friends', cycle(20, 20)],
    ['that repeats a sentence once', 'I like tea. I like tea.', cycle(16, 8)],
    ['with a comma after each number', '1, 2, 3, 4, 5, 6', tokens(1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6)],
    ['short of tokens', 'Thursday Friday', tokens(4, 4)],
  ])('%s is sound', (_, text, ids) => {
    expect(faults(text, ids)).toEqual([]);
  });

  test.each([
    ['of nothing', '', [], 'is empty'],
    ['of spaces', ' \n\t ', cycle(4, 4), 'is empty'],
    ['of a character', 'x', [5], 'has 1 characters'],
    ['of one token for ever', 'aaaaaaaaaaaa', cycle(32, 1), 'is one token for 100 %'],
    ['of two tokens for ever', 'abababababab', cycle(32, 2), 'repeats itself for 94 %'],
    ['of broken text', '��\u0017{\u0017b}�� ���', cycle(12, 12), 'is unreadable for 69 %'],
    ['that is an error', 'Error: model not loaded', cycle(8, 8), 'begins like an error message'],
    ['that is a stack', 'Traceback (most recent call last):', cycle(8, 8), 'begins like an error message'],
  ])('%s is not', (_, text, ids, words) => {
    expect(faults(text, ids)).toContain(words);
  });
});

const TEXT: TextTrial = {
  kind: 'text',
  responses: [],
  isRepeatable: true,
  perplexity: 2,
  hasBrokenScores: false,
  speed: {
    coldTokensPerSecond: 1,
    tokensPerSecond: 1,
    tokens: 1,
    answers: { coldMs: 1, warm: null },
    firstTokenMs: { p50: 1, p95: 1 },
  },
};

const TENSORS: TensorTrial = {
  kind: 'tensors',
  inputs: {},
  outputs: [{ name: 'y', type: 'float32', dims: [1], elements: 1, nonFinite: 0 }],
  isRepeatable: true,
  isConstant: false,
  timing: { coldMs: 1, warm: null },
};

test('a text model is at fault for scores that are no numbers, and in doubt for changing answers', () => {
  expect(faultsOfText(TEXT)).toEqual([]);
  expect(faultsOfText({ ...TEXT, hasBrokenScores: true })).toMatchObject([{ severity: 'error' }]);
  expect(faultsOfText({ ...TEXT, isRepeatable: false })).toMatchObject([{ severity: 'warning' }]);
});

test('a model of tensors is at fault for what is no number, and for no outputs; in doubt for the rest', () => {
  const [output] = TENSORS.outputs;
  expect(faultsOfTensors(TENSORS)).toEqual([]);
  expect(faultsOfTensors({ ...TENSORS, outputs: [{ ...output!, nonFinite: 1 }] })).toMatchObject([
    { severity: 'error' },
  ]);
  expect(faultsOfTensors({ ...TENSORS, outputs: [] })).toMatchObject([{ severity: 'error' }]);
  expect(faultsOfTensors({ ...TENSORS, outputs: [{ ...output!, elements: 0 }] })).toMatchObject([
    { severity: 'warning' },
  ]);
  expect(faultsOfTensors({ ...TENSORS, isConstant: true })).toMatchObject([{ severity: 'warning' }]);
  expect(faultsOfTensors({ ...TENSORS, isRepeatable: false })).toMatchObject([{ severity: 'warning' }]);
});
