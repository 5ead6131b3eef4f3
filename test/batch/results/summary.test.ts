import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ResultRow } from '../../../src/batch/results/row.js';
import { frontOf } from '../../../src/batch/results/summary/front.js';
import { Summarizing, summaryOf } from '../../../src/batch/results/summary/index.js';
import { Spreading } from '../../../src/batch/results/summary/spread.js';
import { trustOf } from '../../../src/batch/results/summary/trust.js';
import { resultRow } from '../rows.js';
import { anyRow } from './arbitrary.js';

/** One row for each recipe of each input, in the order of a run. */
function run(inputs: number, recipes: Readonly<Record<string, (input: number) => Partial<ResultRow>>>): ResultRow[] {
  const names = Object.keys(recipes);
  return Array.from({ length: inputs * names.length }, (_, ordinal) => {
    const input = Math.floor(ordinal / names.length);
    const recipe = names[ordinal % names.length]!;
    const [engine = ''] = recipe.split(' ');
    const made = { outputSha256: ordinal.toString(16).padStart(64, '0') };
    const place = { input: `/in/${input}.gif`, name: `${input}.gif` };
    return resultRow({ ordinal, ...place, recipe, engine, parameters: {}, ...made, ...recipes[recipe]!(input) });
  });
}

const failed: Partial<ResultRow> = { status: 'fail', failedChecks: ['fps', 'quality_degradation'], finding: null };

describe('a summary', () => {
  test('counts every status, also of items that nobody judged', () => {
    const statuses = ['pass', 'warn', 'fail', 'inconclusive', 'skipped', 'error', 'set_aside', 'error'] as const;
    const { total } = summaryOf(run(8, { 'sharp a': (input) => ({ status: statuses[input]! }) }));
    expect(total.statuses).toEqual({
      pass: 1,
      warn: 1,
      fail: 1,
      inconclusive: 1,
      skipped: 1,
      error: 2,
      set_aside: 1,
    });
    expect(total.items).toBe(8);
  });

  test('has as evidence of fitness only what was judged, and bounds that fit the number', () => {
    const statuses = ['pass', 'warn', 'fail', 'error', 'inconclusive', 'skipped'] as const;
    const { fit } = summaryOf(run(6, { 'sharp a': (input) => ({ status: statuses[input]! }) })).total;
    expect(fit).toMatchObject({ count: 2, of: 3 });
    expect(fit.low).toBeLessThan(0.25);
    expect(fit.high).toBeGreaterThan(0.93);
  });

  test('groups by engine, operation, recipe and single parameter', () => {
    const summary = summaryOf(
      run(2, {
        'gifsicle colors=32 lossy=40': () => ({ parameters: { colors: 32, lossy: 40 } }),
        'gifsicle colors=32 lossy=80': () => ({ parameters: { colors: 32, lossy: 80 } }),
        'sharp colors=256': () => ({ parameters: { colors: 256 }, operation: 'recompress' }),
      }),
    );
    const sizes = (groups: readonly { name: string; items: number }[]) => groups.map((g) => [g.name, g.items]);
    expect(sizes(summary.engines)).toEqual([
      ['gifsicle', 4],
      ['sharp', 2],
    ]);
    expect(sizes(summary.operations)).toEqual([
      ['color_reduction', 4],
      ['recompress', 2],
    ]);
    expect(sizes(summary.parameters)).toEqual([
      ['gifsicle colors=32', 4],
      ['gifsicle lossy=40', 2],
      ['gifsicle lossy=80', 2],
      ['sharp colors=256', 2],
    ]);
    expect(summary.recipes.map(({ name, engine }) => [name, engine])).toEqual([
      ['gifsicle colors=32 lossy=40', 'gifsicle'],
      ['gifsicle colors=32 lossy=80', 'gifsicle'],
      ['sharp colors=256', 'sharp'],
    ]);
  });

  test('measures sizes and quality over fit outputs only: a ruined file saves nothing', () => {
    const { total } = summaryOf(
      run(3, {
        'sharp a': (input) =>
          input === 0
            ? { ...failed, sizeRatio: 0.01, outputBytes: 100, ssimMean: 0.1, ssimMin: 0.05 }
            : { sizeRatio: 0.5, outputBytes: 5_000, ssimMean: 0.9, ssimMin: 0.8 },
      }),
    );
    expect(total.sizeRatio).toMatchObject({ count: 2, mean: 0.5 });
    expect(total.bytes).toEqual({ input: 20_000, output: 10_000 });
    expect(total.ssim).toMatchObject({ count: 2, mean: 0.9, worst: 0.8 });
  });

  test('has no figure where nothing was measured', () => {
    const { total } = summaryOf(
      run(1, { 'sharp a': () => ({ status: 'error', sizeRatio: null, ssimMean: null, compressMs: null }) }),
    );
    expect(total).toMatchObject({ sizeRatio: null, ssim: null, compressMs: null, trust: 'unproven' });
    expect(total.fit).toMatchObject({ of: 0, share: null });
  });

  test('names the worst output', () => {
    const rows = run(4, { 'sharp a': (input) => ({ ssimMin: [0.9, 0.4, 0.7, 0.95][input]! }) });
    expect(summaryOf(rows).total.ssim).toMatchObject({ worst: 0.4, worstIn: { item: rows[1]!.item, name: '1.gif' } });
  });

  test('says which check fails how often for which recipe, the most frequent first, with one to look at', () => {
    const rows = run(4, {
      'sharp a': (input) => (input < 1 ? { ...failed, finding: 'late', reason: 'why' } : {}),
      'sharp b': (input) => (input < 3 ? { ...failed, failedChecks: ['fps'] } : { otherChecks: ['size_reduction'] }),
    });
    const { reasons } = summaryOf(rows);
    expect(
      reasons.map(({ recipe, check, outcome, count, of, finding }) => [recipe, check, outcome, count, of, finding]),
    ).toEqual([
      ['sharp b', 'fps', 'failed', 3, 4, null],
      ['sharp a', 'fps', 'failed', 1, 4, 'late'],
      ['sharp a', 'quality_degradation', 'failed', 1, 4, null],
      ['sharp b', 'size_reduction', 'other', 1, 4, null],
    ]);
    expect(reasons[1]!.example).toEqual({ item: rows[0]!.item, name: '0.gif', reason: 'why' });
  });

  test('counts what fails among what was judged, and what is open among what was looked at', () => {
    const statuses = ['fail', 'pass', 'warn', 'inconclusive', 'skipped', 'error', 'set_aside'] as const;
    const rows = run(7, {
      'sharp a': (input) => ({
        status: statuses[input]!,
        failedChecks: input === 0 ? ['fps'] : [],
        otherChecks: input === 3 ? ['flicker'] : [],
      }),
    });
    expect(summaryOf(rows).reasons.map(({ check, count, of }) => [check, count, of])).toEqual([
      ['fps', 1, 3],
      ['flicker', 1, 4],
    ]);
  });

  test('counts errors by code and engine', () => {
    const broken = { status: 'error', errorCode: 'engine_failed', reason: 'it broke' } as const;
    const { errors } = summaryOf(
      run(3, {
        'sharp a': (input) => (input < 2 ? broken : {}),
        'gifenc b': (input) => (input < 1 ? { ...broken, errorCode: 'unsupported_input' } : {}),
      }),
    );
    expect(errors.map(({ code, engine, count }) => [code, engine, count])).toEqual([
      ['engine_failed', 'sharp', 2],
      ['unsupported_input', 'gifenc', 1],
    ]);
    expect(errors[0]!.example).toMatchObject({ name: '0.gif', reason: 'it broke' });
  });

  test('tells of recipes of one engine that make the same bytes everywhere', () => {
    const sha = (input: number) => ({ outputSha256: input.toString(16).padStart(64, 'e') });
    const rows = run(6, {
      'magick lossy=10': sha,
      'magick lossy=90': sha,
      // differs in one
      'magick lossy=95': (input) => sha(input === 5 ? 99 : input),
      'other a': sha,
    });
    expect(summaryOf(rows).sameBytes).toEqual([{ recipes: ['magick lossy=10', 'magick lossy=90'], same: 6, of: 6 }]);
  });

  test('names inputs that nothing fit was made of, but not those that nobody looked at', () => {
    const rows = run(3, {
      'sharp a': (input) => [failed, failed, { status: 'skipped' as const }][input]!,
      'sharp b': (input) => [{ status: 'error' as const }, {}, { status: 'skipped' as const }][input]!,
    });
    expect(summaryOf(rows).inputs).toMatchObject({ count: 3, noneFit: 1, examples: [{ name: '0.gif' }] });
  });

  test('of a run without results is a summary all the same', () => {
    expect(summaryOf([])).toMatchObject({ job: null, recipes: [], inputs: { count: 0, noneFit: 0 } });
  });

  test.prop([fc.array(anyRow, { maxLength: 20 })], { numRuns: 50 })(
    'survives JSON, whatever is in the rows',
    (rows) => {
      const summary = summaryOf(rows);
      expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    },
  );
});

describe('trust', () => {
  test('is given on counted evidence only: 72 without a failure prove it, 71 do not', () => {
    expect(trustOf({ count: 72, of: 72 })).toBe('trusted');
    expect(trustOf({ count: 71, of: 71 })).toBe('unproven');
    expect(trustOf({ count: 0, of: 0 })).toBe('unproven');
  });

  test('is refused only on counted evidence, too', () => {
    expect(trustOf({ count: 1, of: 2 })).toBe('unproven');
    expect(trustOf({ count: 0, of: 2 })).toBe('untrusted');
    expect(trustOf({ count: 3, of: 4 })).toBe('unproven');
    // the expected number of failures says nothing
    expect(trustOf({ count: 950_000, of: 1_000_000 })).toBe('unproven');
    expect(trustOf({ count: 949_000, of: 1_000_000 })).toBe('untrusted');
    expect(trustOf({ count: 160, of: 200 })).toBe('untrusted');
    expect(trustOf({ count: 990, of: 1000 })).toBe('trusted');
  });
});

describe('quantiles', () => {
  test('lie between the least and the most of what was seen', () => {
    const spreading = new Spreading();
    for (let copies = 0; copies < 3; copies += 1) spreading.add(1);
    expect(spreading.spread()).toEqual({ count: 3, mean: 1, p10: 1, median: 1, p90: 1 });
  });

  test.prop([fc.array(fc.double({ min: 0.002, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })])(
    'are those of the nearest rank, to 1 %',
    (values) => {
      const spreading = new Spreading();
      for (const value of values) spreading.add(value);
      const sorted = values.toSorted((a, b) => a - b);
      const spread = spreading.spread()!;
      for (const [name, share] of [
        ['p10', 0.1],
        ['median', 0.5],
        ['p90', 0.9],
      ] as const) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
        expect(Math.abs(spread[name] - exact) / exact).toBeLessThan(0.010_001);
      }
    },
  );
});

describe('a front', () => {
  const point = fc.record({ size: fc.integer({ min: 0, max: 8 }), quality: fc.integer({ min: 0, max: 8 }) });
  type Sized = { readonly size: number; readonly quality: number };
  const beats = (a: Sized, b: Sized) =>
    a.size <= b.size && a.quality >= b.quality && (a.size < b.size || a.quality > b.quality);

  test.prop([fc.array(point, { maxLength: 30 })])('is every point that no other beats, and no other', (points) => {
    const expected = points.filter((one) => !points.some((other) => beats(other, one)));
    expect(new Set(frontOf(points))).toEqual(new Set(expected));
    expect(frontOf(points)).toHaveLength(expected.length);
  });

  test('of an input has its fit outputs only, the smallest first', () => {
    const summarizing = new Summarizing();
    const rows = run(1, {
      'sharp ruined': () => ({ ...failed, outputBytes: 1, ssimMean: 0.99 }),
      'sharp good': () => ({ outputBytes: 900, ssimMean: 0.99 }),
      'sharp small': () => ({ outputBytes: 500, ssimMean: 0.8 }),
      'sharp beaten': () => ({ outputBytes: 900, ssimMean: 0.7 }),
      'sharp unmeasured': () => ({ outputBytes: 10, ssimMean: null }),
    });
    for (const row of rows) summarizing.add(row);
    const front = summarizing.endInputs();
    expect(front).toMatchObject({ name: '0.gif', recipes: 5, fit: 4 });
    expect(front!.front.map(({ recipe }) => recipe)).toEqual(['sharp small', 'sharp good']);
    const { recipes } = summarizing.end();
    expect(recipes.find(({ name }) => name === 'sharp small')).toMatchObject({ inputFronts: 1, smallest: 1 });
    expect(recipes.find(({ name }) => name === 'sharp good')).toMatchObject({ inputFronts: 1, smallest: 0 });
  });

  test('over recipes has those that none beats on average over what is fit', () => {
    const rows = run(2, {
      'a small': () => ({ sizeRatio: 0.3, ssimMean: 0.8 }),
      'b good': () => ({ sizeRatio: 0.6, ssimMean: 0.95 }),
      'c beaten': () => ({ sizeRatio: 0.7, ssimMean: 0.9 }),
      'd never fit': () => ({ ...failed, sizeRatio: 0.1, ssimMean: 1 }),
    });
    const { recipes } = summaryOf(rows);
    expect(recipes.filter(({ onFront }) => onFront).map(({ name }) => name)).toEqual(['a small', 'b good']);
  });
});
