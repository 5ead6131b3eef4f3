import { expect, test } from 'vitest';
import { keyOf, type Fingerprints } from '../../../src/guard/cache/key.js';
import { CHECK_IDS } from '../../../src/image/checks/ids.js';
import { DEFAULT_BUDGET } from '../../../src/image/reader.js';
import type { ValidateTask } from '../../../src/image/task.js';

const task: ValidateTask = {
  kind: 'validate',
  original: { path: 'a.gif' },
  output: { path: 'b.gif' },
  operation: 'recompress',
  expectation: { colors: 32, fps: 10 },
  limits: {},
  checks: null,
  budget: DEFAULT_BUDGET,
  crossCheck: false,
};
const file = (digit: string) => ({ sha256: digit.repeat(64), bytes: 10, extension: '.gif' });
const files: Fingerprints = { original: file('1'), output: file('2') };
const key = keyOf(task, files);

test.each<[string, Partial<ValidateTask>]>([
  ['names of the files', { original: { path: '/elsewhere/x' }, output: { bytes: new Uint8Array(3) } }],
  ['a default that is stated', { limits: { fpsTolerance: 0.1 } }],
  ['all checks by name, in any order', { checks: CHECK_IDS.toReversed() }],
  ['the order in which an expectation is written', { expectation: { fps: 10, colors: 32 } }],
  ['metrics that are not stated', { metrics: [], timeBudgetMs: undefined }],
])('%s: the same key', (_, change) => {
  expect(keyOf({ ...task, ...change }, files)).toBe(key);
});

test.each<[string, Partial<ValidateTask>, Partial<Fingerprints>]>([
  ['another limit', { limits: { fpsTolerance: 0.2 } }, {}],
  ['another operation', { operation: 'timing' }, {}],
  ['another expectation', { expectation: { colors: 31, fps: 10 } }, {}],
  ['fewer checks', { checks: ['fps'] }, {}],
  ['another coverage', { coverage: 'structural' }, {}],
  ['a metric more', { metrics: ['psnr'] }, {}],
  ['a second opinion', { crossCheck: true }, {}],
  ['another budget', { budget: { ...DEFAULT_BUDGET, maxFrames: 7 } }, {}],
  ['another output', {}, { output: file('3') }],
  ['another original', {}, { original: file('3') }],
  ['no original', {}, { original: null }],
  ['files that changed places', {}, { original: file('2'), output: file('1') }],
  ['a name that promises another format', {}, { output: { ...file('2'), extension: '.png' } }],
])('%s: another key', (_, change, otherFiles) => {
  expect(keyOf({ ...task, ...change }, { ...files, ...otherFiles })).not.toBe(key);
});
