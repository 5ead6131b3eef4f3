import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { itemKey, type Entry, type Item } from '../../../src/batch/item.js';
import { recipeOf, type Stage } from '../../../src/batch/recipe.js';
import { rowOf } from '../../../src/batch/results/row-of.js';
import { resultRowSchema, type ResultRow } from '../../../src/batch/results/row.js';
import type { Loss, Outcome, Reply } from '../../../src/batch/task.js';
import type { Decision } from '../../../src/core/decision.js';
import { sharpEngine } from '../../../src/engines/index.js';
import { guard } from '../../../src/guard/guard.js';
import { hearDecisions } from '../../../src/guard/record/recording.js';
import { validate } from '../../../src/guard/validate.js';
import { fixture } from '../../support/engine-run.js';
import { hash } from '../../support/guarded.js';
import { cutFixture, scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();
const ball = fixture('ball');

/** The decision that some work leads to. */
async function decisionOf(work: () => Promise<unknown>): Promise<Decision> {
  const heard: Decision[] = [];
  const end = hearDecisions((decision) => heard.push(decision));
  await work().finally(end);
  expect(heard).toHaveLength(1);
  return heard[0]!;
}

function itemOf(stages: readonly Stage[], more: Partial<Entry> = {}): Item {
  const entry = { input: ball, name: 'ball.gif', output: null, ...more };
  const recipe = stages.length === 0 ? null : recipeOf(stages);
  return { key: itemKey('compress', entry, recipe), ordinal: 3, entry, recipe };
}

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const TARGET = '/run/outputs/sharp/ball.gif';
const SHARP_32: Stage = { engine: 'sharp', parameters: { colors: 32 } };

/** The row, after the schema accepted it as it was read from JSON. */
function checkedRow(item: Item, job: 'compress' | 'validate' | 'scan', result: Reply | Loss, attempts = 1): ResultRow {
  const target = job === 'compress' ? TARGET : null;
  const row = rowOf(item, { job, target }, result, attempts, AT);
  expect(resultRowSchema.parse(JSON.parse(JSON.stringify(row)))).toEqual(row);
  return row;
}

function reply(outcome: Outcome): Reply {
  return { outcome, worker: 'here 42', durationMs: 120 };
}

function judged(decision: Decision, output: string | null): Reply {
  const bytes = output === null ? null : readFileSync(output);
  const written = bytes === null ? null : { bytes: bytes.length, sha256: hash(bytes) };
  return reply({ kind: 'judged', decision, written, failedStage: null, stages: [] });
}

const error = (code: string, message: string) => reply({ kind: 'error', code, message, failedStage: null });

describe('a compression that passed', async () => {
  const output = join(folder, 'passed.gif');
  const decision = await decisionOf(() => guard(sharpEngine())(ball, output, { colors: 32 }));
  const row = checkedRow(itemOf([SHARP_32]), 'compress', judged(decision, output));

  test('names what was asked for and made, and where it is published', () => {
    expect(row).toMatchObject({
      ordinal: 3,
      job: 'compress',
      name: 'ball.gif',
      recipe: 'sharp colors=32',
      engine: 'sharp',
      operation: 'color_reduction',
      parameters: { colors: 32 },
      expectation: { colors: 32, colorScope: 'animation' },
      output: TARGET,
      published: true,
      status: 'pass',
      reason: null,
      finding: null,
      errorCode: null,
      worker: 'here 42',
      totalMs: 120,
      finishedAt: '2026-01-02T03:04:05.678Z',
      decision: decision.id,
    });
    expect(row.engineVersion).toMatch(/^\d+\./);
  });

  test('has the sizes of both files and their ratio', () => {
    const [before, after] = [readFileSync(ball), readFileSync(output)];
    expect(row).toMatchObject({ inputBytes: before.length, inputSha256: hash(before) });
    expect(row).toMatchObject({ outputBytes: after.length, outputSha256: hash(after) });
    expect(row.sizeRatio).toBe(after.length / before.length);
  });

  test('has every figure of every check under its name', () => {
    const measured = Object.fromEntries(decision.report.checks.map(({ id, actual }) => [id, actual]));
    expect(row).toMatchObject({ width: 96, height: 96, inputFrames: 12, outputFrames: 12 });
    expect(row).toMatchObject({ outputFps: 20, outputDurationMs: 600, driftMs: 0 });
    expect(row).toMatchObject({ inputColors: 250, outputColors: 32 });
    const quality = measured['quality_degradation'] as Record<string, number>;
    expect(row).toMatchObject({
      ssimMean: quality['minMeanSsim'],
      ssimMin: quality['minSsim'],
      deltaEMean: quality['maxMeanDeltaE'],
      deltaEMax: quality['maxDeltaE'],
      localDeltaEMax: quality['maxLocalDeltaE'],
      localStructureMin: quality['minLocalStructure'],
      psnrMin: quality['minPsnr'],
      gmsdMax: quality['maxGmsd'],
      flickerMax: quality['maxFlicker'],
      mistimedMax: quality['maxMistimed'],
    });
    // each of them is one that this report has
    expect(Object.entries(row).filter(([, value]) => value === undefined)).toEqual([]);
    expect(row.ssimMin).toBeGreaterThan(0.9);
  });

  test('is not published where nothing was written, and says how large it was all the same', () => {
    const rejected = checkedRow(itemOf([SHARP_32]), 'compress', judged(decision, null));
    expect(rejected).toMatchObject({ output: null, published: false, outputBytes: row.outputBytes });
  });
});

describe('a pair', async () => {
  test('that is the same has no PSNR, which is infinite, rather than some number', async () => {
    const copy = join(folder, 'copy.gif');
    writeFileSync(copy, readFileSync(ball));
    const decision = await decisionOf(() => validate(ball, copy));
    const row = checkedRow(itemOf([], { output: copy }), 'validate', judged(decision, null));
    expect(row).toMatchObject({ recipe: null, engine: null, parameters: {}, compressMs: null, status: 'warn' });
    expect(row).toMatchObject({ psnrMin: null, ssimMean: 1, deltaEMax: 0, output: copy, published: false });
    expect(row.failedChecks).toEqual([]);
    expect(row.otherChecks).toEqual(['size_reduction']);
    expect(row.reason).toMatch(/^size_reduction: /);
  });

  test('with a broken output has no figure of what was not compared', async () => {
    const cut = cutFixture('ball', 0.4, join(folder, 'cut.gif'));
    const decision = await decisionOf(() => validate(ball, cut));
    const row = checkedRow(itemOf([], { output: cut }), 'validate', judged(decision, null));
    expect(row).toMatchObject({ status: 'fail', failedChecks: ['file_integrity'], framesCompared: 0 });
    expect(row).toMatchObject({ ssimMean: null, outputFrames: null, outputColors: null, outputFps: null });
    expect(row.finding).toMatch(/truncated/);
    expect(row.outputBytes).toBe(readFileSync(cut).length);
  });

  test('that could not be judged and is warned of names first what could not, as its reason does', async () => {
    const decision = await decisionOf(() => validate(ball, fixture('plasma')));
    const checks = decision.report.checks.map((check, at) => ({
      ...check,
      outcome: at === 0 ? ('warned' as const) : at === 1 ? ('inconclusive' as const) : ('passed' as const),
    }));
    const open: Decision = { ...decision, report: { ...decision.report, verdict: 'inconclusive', checks } };
    const row = checkedRow(itemOf([], { output: fixture('plasma') }), 'validate', judged(open, null));
    expect(row.otherChecks).toEqual([checks[1]!.id, checks[0]!.id]);
    expect(row.reason).toMatch(new RegExp(`^${checks[1]!.id}: `));
  });

  test('that only a check in shadow finds fault with has no failed check', async () => {
    const decision = await decisionOf(() => validate(ball, fixture('plasma')));
    const checks = decision.report.checks.map((check) =>
      check.outcome === 'failed' || check.outcome === 'warned' ? { ...check, mode: 'shadow' as const } : check,
    );
    const onTrial: Decision = { ...decision, report: { ...decision.report, verdict: 'pass', checks } };
    const row = checkedRow(itemOf([], { output: fixture('plasma') }), 'validate', judged(onTrial, null));
    expect(row).toMatchObject({ status: 'pass', failedChecks: [], otherChecks: [], finding: null });
    expect(row.reason).toMatch(/^Does not count, in shadow: /);
  });
});

describe('what nobody could judge', () => {
  test('is an error with its code, in the words of who met it, and nothing measured', () => {
    const row = checkedRow(itemOf([SHARP_32]), 'compress', error('engine_failed', 'sharp failed: bad input'));
    expect(row).toMatchObject({ status: 'error', errorCode: 'engine_failed', reason: 'sharp failed: bad input' });
    expect(row).toMatchObject({ operation: 'color_reduction', expectation: null, output: null, published: false });
    expect(row).toMatchObject({ inputBytes: null, outputBytes: null, sizeRatio: null, ssimMean: null, mode: null });
  });

  test('is set aside where each of its workers ended', () => {
    const row = checkedRow(itemOf([SHARP_32]), 'compress', { kind: 'lost', reason: 'SIGSEGV' }, 3);
    expect(row).toMatchObject({ status: 'set_aside', errorCode: 'worker_lost', reason: 'SIGSEGV', attempts: 3 });
    expect(row).toMatchObject({ worker: null, totalMs: null, decision: null });
  });

  test.each([
    [[{ engine: 'sharp', parameters: { colors: 32, frameRatio: 0.5 } }], 'frame_reduction'],
    [[SHARP_32, { engine: 'gifsicle', parameters: { frameRatio: 0.5 } }], 'frame_reduction'],
    [[{ engine: 'sharp', operation: 'recompress', parameters: { colors: 32 } }], 'recompress'],
    [[], 'recompress'],
  ] satisfies [Stage[], string][])('still says what %j would have been judged as', (stages, operation) => {
    const job = stages.length === 0 ? 'validate' : 'compress';
    expect(checkedRow(itemOf(stages), job, error('input_gone', 'no such file')).operation).toBe(operation);
  });

  test('names every engine of a pipeline, whose parameters are in its recipe', () => {
    const stages: Stage[] = [SHARP_32, { engine: 'gifsicle', parameters: { lossy: 40 } }];
    const row = checkedRow(itemOf(stages), 'compress', error('engine_failed', 'x'));
    expect(row).toMatchObject({ engine: 'sharp | gifsicle', parameters: {} });
    expect(row.recipe).toBe('sharp colors=32 | gifsicle lossy=40');
  });
});

test('a name with half a character in it becomes one that every file format can hold', () => {
  const row = checkedRow(itemOf([SHARP_32], { name: 'half \ud83d of it 😀.gif' }), 'compress', error('x', 'y'));
  expect(row.name).toBe('half \ufffd of it 😀.gif');
});
