import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../src/batch/journal/run-record.js';
import { compareRuns, type ComparableRun } from '../../../src/batch/results/compare/index.js';
import { comparisonText } from '../../../src/batch/results/compare/text.js';
import type { ResultRow } from '../../../src/batch/results/row.js';
import { columns } from '../../../src/report/terminal/text.js';
import { keyOf, resultRow } from '../rows.js';

const RECIPE = 'gifsicle colors=32';

/** A run with these rows. */
function runOf(rows: readonly ResultRow[], recipes: readonly string[] = [RECIPE]): ComparableRun {
  const run: RunRecord = {
    schemaVersion: 1,
    id: '5a3f0c1e-8a51-4b7e-9d0c-1f2e3d4c5b6a',
    tool: { name: 'pressproof', version: '0.1.0' },
    startedAt: '2026-01-02T03:04:05.000Z',
    job: 'compress',
    inputs: ['/in'],
    against: null,
    suffix: null,
    recipes: recipes.map((label) => ({ label, stages: [{ engine: 'gifsicle', parameters: {} }] })),
    outputs: null,
    settings: {},
    flags: {},
  };
  return {
    folder: '/run',
    run,
    rows: () => rows[Symbol.iterator]() as IterableIterator<ResultRow>,
    row: (item) => rows.find((row) => row.item === item) ?? null,
  };
}

/** What becomes of one item. */
async function changes(before: Partial<ResultRow>, after: Partial<ResultRow>) {
  const { total } = await compareRuns(runOf([resultRow(before)]), runOf([resultRow(after)]));
  return Object.entries(total.changes)
    .filter(([, count]) => count > 0)
    .map(([change]) => change);
}

const failed: Partial<ResultRow> = { status: 'fail', failedChecks: ['fps'], reason: 'fps: too slow' };

describe('an item of two runs', () => {
  test('that is the same has no change', async () => {
    expect(await changes({}, {})).toEqual([]);
  });

  test.each(['fail', 'inconclusive', 'error', 'set_aside'] as const)(
    'that was fit and is %s is lost',
    async (status) => {
      expect(await changes({}, { status })).toEqual(['lost']);
      expect(await changes({ status: 'warn' }, { status })).toEqual(['lost']);
      expect(await changes({ status }, {})).toEqual(['gained']);
    },
  );

  test('that nobody looked at is neither lost nor gained', async () => {
    expect(await changes({}, { status: 'skipped' })).toEqual(['status']);
    expect(await changes({ status: 'skipped' }, {})).toEqual(['status']);
    expect(await changes({ status: 'fail' }, { status: 'error' })).toEqual(['status']);
  });

  test('that warns where it passed is still fit, and said to have another status', async () => {
    expect(await changes({}, { status: 'warn' })).toEqual(['status']);
  });

  test.each([
    [10_100, []],
    [10_101, ['larger']],
    [9_900, []],
    [9_899, ['smaller']],
  ])('of 10,000 bytes is with %i bytes %j at a tolerance of 1 %', async (outputBytes, expected) => {
    expect(await changes({ outputBytes: 10_000 }, { outputBytes })).toEqual(expected);
  });

  test.each([
    [0.895, []],
    [0.894, ['worse']],
    [0.905, []],
    [0.906, ['better']],
    [null, []],
  ])('with SSIM 0.9 is with %d %j at a tolerance of 0.005', async (ssimMean, expected) => {
    expect(await changes({ ssimMean: 0.9 }, { ssimMean })).toEqual(expected);
  });

  test('whose outputs are not both fit is not compared in size or quality', async () => {
    expect(await changes(failed, { ...failed, outputBytes: 1, ssimMean: 0.1 })).toEqual([]);
  });

  test('whose input has other bytes is compared in its status only', async () => {
    const after = resultRow({ inputSha256: 'c'.repeat(64), outputBytes: 1, ssimMean: 0.1 });
    const compared = await compareRuns(runOf([resultRow()]), runOf([after]));
    expect(compared.inputsChanged).toBe(1);
    expect(compared.total.changes).toMatchObject({ smaller: 0, worse: 0 });
    expect(await changes({}, { ...failed, inputSha256: 'c'.repeat(64) })).toEqual(['lost']);
  });
});

describe('two runs', () => {
  const item = (ordinal: number, more: Partial<ResultRow> = {}) => resultRow({ ordinal, ...more });

  test('are joined by item, wherever it stands in them', async () => {
    const after = [item(2, { ordinal: 0, item: keyOf(2) }), item(1, failed)];
    const { total, examples } = await compareRuns(runOf([item(1), item(2)]), runOf(after));
    expect(total).toMatchObject({ items: 2, changes: { lost: 1 } });
    expect(examples.lost).toMatchObject([
      { item: keyOf(1), name: '1.gif', before: { status: 'pass' }, after: { status: 'fail', reason: 'fps: too slow' } },
    ]);
  });

  test('of different plans say what only one of them has', async () => {
    const other = 'sharp colors=32';
    const before = runOf([item(0), item(1), item(2)]);
    const after = runOf([item(1), item(7, { recipe: other })], [RECIPE, other]);
    const { total, onlyBefore, onlyAfter } = await compareRuns(before, after);
    expect(total.items).toBe(1);
    expect(onlyBefore).toMatchObject({ count: 2, recipes: [], examples: [{ name: '0.gif' }, { name: '2.gif' }] });
    expect(onlyAfter).toMatchObject({ count: 1, recipes: [other], examples: [{ name: '7.gif', recipe: other }] });
  });

  test('are grouped by engine and recipe, with the versions of engines', async () => {
    const sharp = { engine: 'sharp', recipe: 'sharp colors=32', engineVersion: '1' };
    const before = [item(0, { engineVersion: '1.95' }), item(1, sharp), item(2, sharp)];
    const after = [
      item(0, { engineVersion: '1.96', outputBytes: 8_000 }),
      item(1, { ...sharp, ...failed }),
      item(2, sharp),
    ];
    const { engines, recipes } = await compareRuns(runOf(before), runOf(after));
    expect(engines).toMatchObject([
      { name: 'gifsicle', items: 1, changes: { larger: 1 }, versions: { before: '1.95', after: '1.96' } },
      { name: 'sharp', items: 2, changes: { lost: 1 }, versions: { before: '1', after: '1' } },
    ]);
    expect(recipes.map(({ name }) => name)).toEqual([RECIPE, 'sharp colors=32']);
  });

  test('have a mean ratio of sizes in which twice as large and half as large are no change', async () => {
    const before = [item(0, { outputBytes: 1_000 }), item(1, { outputBytes: 1_000 })];
    const after = [item(0, { outputBytes: 2_000 }), item(1, { outputBytes: 500 })];
    const { total } = await compareRuns(runOf(before), runOf(after));
    expect(total.sizeRatio).toBeCloseTo(1, 12);
    expect(total.changes).toMatchObject({ larger: 1, smaller: 1 });
  });

  test('show the greatest changes of each kind, and count all', async () => {
    const before = Array.from({ length: 30 }, (_, ordinal) => item(ordinal, { outputBytes: 1_000 }));
    const after = before.map((row, index) => ({ ...row, outputBytes: 1_100 + index }));
    const { examples, total } = await compareRuns(runOf(before), runOf(after));
    expect(total.changes.larger).toBe(30);
    expect(examples.larger).toHaveLength(10);
    expect(examples.larger.map(({ after: { outputBytes } }) => outputBytes)).toEqual(
      [29, 28, 27, 26, 25, 24, 23, 22, 21, 20].map((index) => 1_100 + index),
    );
  });

  test('stop being compared when they are told to', async () => {
    const many = runOf(Array.from({ length: 600 }, (_, ordinal) => item(ordinal)));
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(compareRuns(many, many, undefined, stop)).rejects.toThrow('enough');
  });

  test('count what is the same byte for byte', async () => {
    const { total } = await compareRuns(
      runOf([item(0), item(1)]),
      runOf([item(0), item(1, { outputSha256: 'f'.repeat(64) })]),
    );
    expect(total).toMatchObject({ items: 2, sameBytes: 1 });
  });
});

describe('a comparison for people', async () => {
  const before = Array.from({ length: 12 }, (_, ordinal) =>
    resultRow({ ordinal, name: `some/folder/猫 ${ordinal}.gif` }),
  );
  const after = before.map((row, index) => ({
    ...row,
    ...(index === 0 && { ...failed, reason: 'fps: shows \u001b[31m10 frames a second, 20 expected' }),
    ...(index === 1 && { outputBytes: 9_000 }),
    ...(index === 2 && { ssimMean: 0.5 }),
    ...(index === 3 && { status: 'warn' as const }),
  }));
  const comparison = await compareRuns(runOf(before), runOf([...after, resultRow({ ordinal: 99 })]));

  test.each([80, 120, 200])('fits a terminal of %i columns', (width) => {
    const wide = comparisonText(comparison, false, width)
      .split('\n')
      .filter((line) => columns(line) > width);
    expect(wide).toEqual([]);
  });

  test('begins with what is no longer fit, and shows it', () => {
    const text = comparisonText(comparison, false, 120);
    expect(text).toMatch(/^1 of 12 items no longer fit, 0 fit that were not\n/);
    expect(text).toMatch(/No longer fit\n.*\n.*猫 0\.gif .*pass → fail +fps: shows \\u001b\[31m10 frames a second/);
    expect(text).toMatch(/Larger\n.*\n.*猫 1\.gif .*4\.00\u00a0kB → 9\.00\u00a0kB +\+125\.0\u00a0%/);
    expect(text).toMatch(/Worse\n.*\n.*猫 2\.gif .*0\.9900 → 0\.5000 +−0\.4900/);
    expect(text).toMatch(/Other status\n.*\n.*猫 3\.gif .*pass → warn/);
    expect(text).toContain('Only after: 1 items, e.g. 99.gif (gifsicle colors=32)');
  });

  test('says so where nothing could be compared', async () => {
    const text = comparisonText(await compareRuns(runOf([]), runOf([resultRow()])), false, 80);
    expect(text).toMatch(/^The runs have no item in common: nothing was compared\./);
  });
});
