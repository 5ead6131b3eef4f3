import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { MODES } from '../../../src/core/modes.js';
import type { PromotionEvidence, PromotionThresholds } from '../../../src/policy/promotion/conditions.js';
import { judgePromotion } from '../../../src/policy/promotion/judge.js';

const HOUR = 3_600_000;
const target = { suite: 'image', check: null };
const thresholds: PromotionThresholds = {
  minSubjects: 500,
  minAgeHours: 24,
  maxFailureRate: 0.01,
  maxInconclusiveRate: 0.01,
  maxOverhead: 0.1,
};
/** Meets everything. */
const good: PromotionEvidence = {
  subjects: 600,
  failed: 3,
  inconclusive: 0,
  measured: { subjects: 600, validationMs: 6000, compressionMs: 120_000 },
  ageMs: 30 * HOUR,
};

function judge(more: Partial<PromotionEvidence>, wanted: Partial<PromotionThresholds> = {}) {
  const evidence = { ...good, ...more };
  return judgePromotion({ target, mode: 'shadow', evidence, thresholds: { ...thresholds, ...wanted } });
}

function condition(name: string, ...given: Parameters<typeof judge>) {
  return judge(...given).conditions.find((one) => one.name === name);
}

describe('a stricter mode', () => {
  test.each([
    ['subjects', { minSubjects: 601 }],
    ['age_hours', { minAgeHours: 31 }],
    ['failure_rate', { maxFailureRate: 0.004 }],
    ['inconclusive_rate', { maxInconclusiveRate: 0.001 }],
    ['overhead', { maxOverhead: 0.04 }],
  ] as const)('waits for %s with %j', (name, wanted) => {
    const seen = { inconclusive: 1 };
    expect(judge(seen).ready).toBe(true);
    expect(judge(seen, wanted)).toMatchObject({ ready: false });
    expect(condition(name, seen, wanted)?.met).toBe(false);
  });

  test('is ready when everything that is wanted was counted, and says so with values and thresholds', () => {
    expect(judge({})).toEqual({
      target,
      mode: 'shadow',
      next: 'alert',
      ready: true,
      conditions: [
        {
          name: 'subjects',
          value: 600,
          threshold: 500,
          met: true,
          sentence: '600 subjects were judged in shadow, at least 500 are wanted',
          metInMs: 0,
        },
        {
          name: 'age_hours',
          value: 30,
          threshold: 24,
          met: true,
          sentence: 'It has been in shadow for 30 h, at least 24 h are wanted',
          metInMs: 0,
        },
        {
          name: 'failure_rate',
          value: 0.005,
          threshold: 0.01,
          met: true,
          sentence: '3 of 600 subjects failed (0.5 %), at most 1 % may',
          metInMs: 0,
        },
        {
          name: 'inconclusive_rate',
          value: 0,
          threshold: 0.01,
          met: true,
          sentence: '0 of 600 subjects were inconclusive (0 %), at most 1 % may',
          metInMs: 0,
        },
        {
          name: 'overhead',
          value: 0.05,
          threshold: 0.1,
          met: true,
          sentence:
            'Validation took 5 % of the time of compression (600 compressions), at most 10 % of the time of compression is wanted',
          metInMs: 0,
        },
      ],
    });
  });

  test.each([
    ['subjects', { subjects: 499, failed: 0 }],
    ['age_hours', { ageMs: 24 * HOUR - 1 }],
    ['age_hours', { ageMs: null }],
    ['failure_rate', { failed: 7 }],
    ['inconclusive_rate', { inconclusive: 7 }],
    ['overhead', { measured: { subjects: 600, validationMs: 12_001, compressionMs: 120_000 } }],
    ['overhead', { measured: { subjects: 0, validationMs: 0, compressionMs: 0 } }],
    ['overhead', { measured: { subjects: 499, validationMs: 1, compressionMs: 120_000 } }],
  ] as const)('waits for %s alone: %j', (name, more) => {
    const { ready, conditions } = judge(more);
    expect(ready).toBe(false);
    expect(conditions.filter(({ met }) => !met).map((one) => one.name)).toEqual([name]);
  });

  test.each([
    ['subjects', { subjects: 250, failed: 0, ageMs: 10 * HOUR }, 10 * HOUR],
    ['subjects', { subjects: 0, failed: 0 }, null],
    ['age_hours', { ageMs: 20 * HOUR }, 4 * HOUR],
    // 8 failures are 1 % of 800: 200 more, of which 600 came in 30 h
    ['failure_rate', { failed: 8 }, 10 * HOUR],
  ] as const)('says when %s can be met: %j', (name, more, ms) => {
    expect(condition(name, more)?.metInMs).toBe(ms);
  });

  test('never by waiting where no failure at all is allowed', () => {
    expect(condition('failure_rate', { failed: 1 }, { maxFailureRate: 0 })).toMatchObject({
      met: false,
      metInMs: null,
    });
  });
});

const count = fc.nat(2000);
const evidences: fc.Arbitrary<PromotionEvidence> = fc
  .record({
    subjects: count,
    failed: count,
    inconclusive: count,
    measured: fc.record({ subjects: count, validationMs: fc.nat(100_000), compressionMs: fc.nat(100_000) }),
    ageMs: fc.option(fc.nat(100 * HOUR)),
  })
  .map((drawn) => {
    const failed = Math.min(drawn.failed, drawn.subjects);
    const inconclusive = Math.min(drawn.inconclusive, drawn.subjects - failed);
    return { ...drawn, failed, inconclusive };
  });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyThresholds: fc.Arbitrary<PromotionThresholds> = fc.record({
  minSubjects: fc.integer({ min: 1, max: 1000 }),
  minAgeHours: fc.nat(100),
  maxFailureRate: share,
  maxInconclusiveRate: share,
  maxOverhead: share,
});
const cases = fc.record({
  mode: fc.constantFrom(...MODES),
  evidence: fc.option(evidences),
  thresholds: anyThresholds,
});

describe('whatever was counted', () => {
  test.prop([cases])('a mode is never skipped', (given) => {
    const { next, mode } = judgePromotion({ target, ...given });
    expect(MODES.indexOf(next ?? 'enforce') - MODES.indexOf(mode)).toBe(mode === 'enforce' ? 0 : 1);
    expect(next === null).toBe(mode === 'enforce');
  });

  test.prop([cases])('what was not measured meets nothing, and every number survives JSON', (given) => {
    const judgement = judgePromotion({ target, ...given });
    const unmeasured = judgement.conditions.filter(({ value }) => value === null);
    expect(unmeasured.filter(({ met }) => met)).toEqual([]);
    expect(judgement.ready && unmeasured.length > 0).toBe(false);
    expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
  });

  test.prop([cases])('ready is what the raw counts say', ({ mode, evidence, thresholds: wanted }) => {
    const { ready } = judgePromotion({ target, mode, evidence, thresholds: wanted });
    const byHand =
      evidence !== null &&
      evidence.subjects >= wanted.minSubjects &&
      evidence.ageMs !== null &&
      evidence.ageMs >= wanted.minAgeHours * HOUR &&
      evidence.failed / evidence.subjects <= wanted.maxFailureRate &&
      evidence.inconclusive / evidence.subjects <= wanted.maxInconclusiveRate &&
      evidence.measured.subjects >= wanted.minSubjects &&
      evidence.measured.compressionMs > 0 &&
      evidence.measured.validationMs / evidence.measured.compressionMs <= wanted.maxOverhead;
    const expected = { off: true, shadow: byHand, alert: byHand, enforce: false };
    expect(ready).toBe(expected[mode]);
  });

  test.prop([cases, fc.integer({ min: 1, max: 50 })])('a further failure never makes it ready', (given, more) => {
    const { evidence } = given;
    const worse = evidence && {
      ...evidence,
      subjects: evidence.subjects + more,
      failed: evidence.failed + more,
      ageMs: evidence.ageMs,
    };
    const enough = (evidence?.subjects ?? 0) >= given.thresholds.minSubjects;
    const before = judgePromotion({ target, ...given }).ready;
    const after = judgePromotion({ target, ...given, evidence: worse }).ready;
    // subjects that failed are subjects: they may complete the count, never the rates
    const inconclusive = (evidence?.inconclusive ?? 0) > 0;
    fc.pre(enough && !inconclusive);
    expect(after && !before).toBe(false);
  });
});
