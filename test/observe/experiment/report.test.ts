import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ArmTally } from '../../../src/observe/experiment/arm-tally.js';
import { compare, questionsOf } from '../../../src/observe/experiment/compare.js';
import type { ReportedExperiment, SubjectRow } from '../../../src/observe/experiment/experiment.js';
import { ALPHA, experimentReport } from '../../../src/observe/experiment/index.js';
import { looks, mostErrors, SUBJECTS } from './peeking.js';
import { experimentOf, subjectsOf, take, type Outcomes } from './subjects.js';

const engines = experimentOf({ name: 'a', engine: 'sharp' }, { name: 'b', engine: 'gifsicle' });
const settings = experimentOf({ name: 'a' }, { name: 'b', weight: 3 });
const cost = experimentOf({ name: 'control', mode: 'off' }, { name: 'treatment' });

function reportOf(
  experiment: ReportedExperiment,
  count: number,
  outcomes: Readonly<Record<string, Outcomes>> = {},
  seed = 1,
) {
  return experimentReport(experiment, take(count, subjectsOf(experiment, seed, outcomes)));
}

describe('the conclusion', () => {
  test('of arms that are the same names a difference in 5 of 100 experiments at most, of all that is compared, at all looks', () => {
    const runs = 100;
    const questions = questionsOf(engines.arms);
    const at = new Set(looks(SUBJECTS));
    const wrong = Array.from({ length: runs }, (_, run) => {
      const tallies = new Map(engines.arms.map(({ name }) => [name, new ArmTally()]));
      let count = 0;
      for (const row of subjectsOf(engines, 1000 + run)) {
        tallies.get(row.arm!)!.add(row);
        count += 1;
        // each single comparison is simulated at every subject beside; here all of them, at looks that become rarer
        if (at.has(count) && questions.some((asked) => compare(asked, tallies, ALPHA / questions.length).differs))
          return true;
        if (count === SUBJECTS) return false;
      }
      return false;
    });
    expect(questions).toHaveLength(5);
    expect(wrong.filter(Boolean).length).toBeLessThanOrEqual(mostErrors(runs, ALPHA));
  });

  test('names what differs, first and with its bounds', () => {
    const { conclusion, comparisons } = reportOf(engines, 8000, {
      b: { failureRate: 0.1, outputRatio: 0.5, compressionMs: 200 },
    });
    expect(conclusion.status).toBe('difference');
    expect(comparisons.filter(({ differs }) => differs).map(({ metric }) => metric)).toEqual([
      'failureRate',
      'outputRatio',
      'compressionMs',
    ]);
    const [failure] = comparisons;
    expect(failure!.low!).toBeLessThan(2);
    expect(failure!.high!).toBeGreaterThan(2);
    expect(conclusion.text[0]).toMatch(
      /^b fails 1\.\d\d to [23]\.\d\d times as often as a \(\d+\.\d % against \d\.\d %\)\.$/,
    );
    expect(conclusion.text[1]).toMatch(
      /^b makes files smaller than a, by \d\.\d % to 1\d\.\d % of the original on average\.$/,
    );
    expect(conclusion.text[2]).toMatch(/^b compresses slower than a, by .* ms to .* ms on average\.$/);
    expect(conclusion.text[3]).toBe('No subject of b and a was inconclusive.');
    expect(conclusion.text[4]).toMatch(/^No difference shown in how long a caller waits: of b it is at most/);
  });

  test('finds a failure rate of 10 % beside one of 5 % within 3,500 subjects, four times in five', () => {
    const found = Array.from({ length: 40 }, (_, run) =>
      reportOf(settings, 3500, { b: { failureRate: 0.1 } }, 2000 + run),
    );
    expect(found.filter(({ conclusion }) => conclusion.status === 'difference').length).toBeGreaterThanOrEqual(32);
  });

  test('of few subjects says how many are needed and nothing else', () => {
    const { conclusion, comparisons } = reportOf(settings, 240);
    expect(conclusion.status).toBe('too_few');
    expect(conclusion.text[0]).toMatch(
      /^Too few subjects to conclude from: a \d+, b \d+ looked at, at least 200 of each arm are needed\.$/,
    );
    expect(conclusion.text.at(-1)).toMatch(
      /About [\d,]+ more subjects would show a difference of .* ms, if there is one\.$/,
    );
    expect(comparisons.every(({ differs }) => !differs)).toBe(true);
  });

  test('says about as many subjects as it then takes', () => {
    const { comparisons } = reportOf(settings, 1000);
    const [failure] = comparisons;
    const needed = 1000 + failure!.moreSubjects!;
    const share = (count: number) =>
      Array.from({ length: 30 }, (_, run) => reportOf(settings, count, { b: { failureRate: 0.1 } }, 3000 + run)).filter(
        (report) => report.comparisons[0]!.differs,
      ).length / 30;
    // half of the experiments by then, which 30 of them show give or take a quarter; nearly all with twice as many
    expect(share(needed)).toBeGreaterThan(0.25);
    expect(share(Math.round(needed / 3))).toBeLessThan(0.25);
    expect(share(2 * needed)).toBeGreaterThan(0.8);
  });

  test('of one arm beside a control tells what validation finds and costs', () => {
    const { conclusion } = reportOf(cost, 3000);
    expect(conclusion.status).toBe('measured');
    expect(conclusion.text).toEqual([
      expect.stringMatching(/^treatment: \d+ of 1\d{3} fail \(true rate \d\.\d % to \d\.\d %\)\.$/),
      expect.stringMatching(
        /^treatment: validation adds at most .* ms \(true value .* ms to .* ms\) to half of the subjects, and at most .* to 95 of 100\.$/,
      ),
    ]);
  });

  test('of no subject is none', () => {
    expect(reportOf(engines, 0).conclusion).toEqual({ status: 'empty', text: ['No subject is recorded yet.'] });
  });

  test('is none where subjects are not divided as the weights say, whatever differs', () => {
    const rows = take(6000, subjectsOf(engines, 5, { b: { failureRate: 0.3 } }));
    // an engine that crashes on some records nothing of them
    const crashing = rows.filter((row, index) => row.arm === 'a' || index % 5 > 0);
    const { conclusion, split } = experimentReport(engines, crashing);
    expect(split.mismatch).toBe(true);
    expect(conclusion).toEqual({
      status: 'mismatch',
      text: [expect.stringContaining('some are missing, e.g. those on which an engine crashes')],
    });
  });

  test('is none where one arm was looked at less', () => {
    const rows = take(6000, subjectsOf(settings, 6));
    const dropped = rows.map((row, index): SubjectRow =>
      row.arm === 'b' && index % 5 === 0 ? { ...row, verdict: 'skipped' } : row,
    );
    const { conclusion, split, lookedAtSplit } = experimentReport(settings, dropped);
    expect([split.mismatch, lookedAtSplit!.mismatch]).toEqual([false, true]);
    expect(conclusion).toMatchObject({
      status: 'mismatch',
      text: [expect.stringContaining('Those looked at are not divided')],
    });
  });

  test('is none where the weights were changed', () => {
    const rows = take(3000, subjectsOf(settings, 7));
    const { conclusion, drawnOtherwise, subjects } = experimentReport(experimentOf({ name: 'a' }, { name: 'b' }), rows);
    expect(conclusion.status).toBe('changed');
    // b had three quarters of the range and has half of it now
    expect(drawnOtherwise).toBe(rows.filter(({ draw }) => draw! >= 0.25 && draw! < 0.5).length);
    expect(subjects + drawnOtherwise).toBe(3000);
  });
});

describe('an arm', () => {
  test('that is a control has no failure rate and no added time: not measured, never 0', () => {
    const [control] = reportOf(cost, 3000).arms;
    expect(control).toMatchObject({
      validated: false,
      lookedAt: 0,
      failureRate: {
        count: 0,
        of: 0,
        share: null,
        low: null,
        high: null,
        reason: 'not measured: the arm is not validated',
      },
      addedMs: { mean: null, p50: null, p95: null, reason: 'not measured: the arm is not validated' },
      compressionMs: { mean: expect.any(Number) },
    });
  });

  test('is measured by its own subjects: means and bounds are those of a sum over them', () => {
    const rows = take(5000, subjectsOf(settings, 9));
    const [a] = experimentReport(settings, rows).arms;
    const own = rows.filter(({ arm }) => arm === 'a');
    const sum = (value: (row: SubjectRow) => number) => own.reduce((total, row) => total + value(row), 0);
    expect(a).toMatchObject({ subjects: own.length, lookedAt: own.length, weightShare: 0.25 });
    expect(a!.failureRate.count).toBe(own.filter(({ verdict }) => verdict === 'fail').length);
    expect(a!.addedMs.mean).toBeCloseTo(sum(({ addedMs }) => addedMs) / own.length, 9);
    expect(a!.outputRatio.mean).toBeCloseTo(
      sum(({ outputBytes, inputBytes }) => outputBytes! / inputBytes!) / own.length,
      9,
    );
    expect(a!.outputBytes).toBeCloseTo(
      sum(({ outputBytes }) => outputBytes!),
      3,
    );
  });

  test('without recorded compressions says so', () => {
    const rows = take(500, subjectsOf(settings, 10)).map((row): SubjectRow => ({
      ...row,
      action: null,
      compressionMs: null,
      inputBytes: null,
      outputBytes: null,
    }));
    expect(experimentReport(settings, rows).arms[0]).toMatchObject({
      compressionMs: { mean: null, reason: 'not measured: no compression was recorded' },
      outputRatio: { mean: null, reason: 'not measured: no sizes were recorded' },
      rejectionRate: { share: null, reason: 'not measured: nothing was to be published' },
    });
  });
});

describe('what is compared', () => {
  const asked = (experiment: ReportedExperiment) =>
    questionsOf(experiment.arms).map(({ metric, reference, other }) => `${metric} ${reference.name} ${other.name}`);

  test('are the findings of arms that are validated, and the files of arms that compress otherwise', () => {
    expect(asked(settings)).toEqual(['failureRate a b', 'inconclusiveRate a b', 'addedMs a b']);
    expect(asked(cost)).toEqual([]);
    expect(
      asked(experimentOf({ name: 'control', mode: 'off' }, { name: 'x' }, { name: 'y', parameters: { colors: 8 } })),
    ).toEqual([
      'failureRate x y',
      'inconclusiveRate x y',
      'addedMs x y',
      'outputRatio control y',
      'compressionMs control y',
    ]);
  });
});

const anyNumber = fc.double({ min: 0, max: 1e9, noNaN: true });
const anyRow: fc.Arbitrary<SubjectRow> = fc.record({
  arm: fc.constantFrom('a', 'b', 'gone', null),
  draw: fc.option(fc.double({ min: 0, max: 0.999, noNaN: true })),
  verdict: fc.constantFrom('pass', 'warn', 'fail', 'inconclusive', 'skipped'),
  action: fc.constantFrom('publish', 'reject', null),
  validationMs: anyNumber,
  addedMs: anyNumber,
  compressionMs: fc.option(anyNumber),
  inputBytes: fc.option(fc.nat()),
  outputBytes: fc.option(fc.nat()),
});

test.prop([fc.array(anyRow, { maxLength: 300 })])(
  'a report survives JSON whatever was recorded: no NaN, no Infinity',
  (rows) => {
    const report = experimentReport(engines, rows);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  },
);

test.prop([fc.array(anyRow, { maxLength: 300 })])(
  'every subject is in its arm or drawn otherwise, and nowhere twice',
  (rows) => {
    const { subjects, drawnOtherwise, arms } = experimentReport(engines, rows);
    expect(subjects + drawnOtherwise).toBe(rows.filter(({ arm, draw }) => arm !== null && draw !== null).length);
    expect(arms.reduce((sum, arm) => sum + arm.subjects, 0)).toBe(subjects);
  },
);
