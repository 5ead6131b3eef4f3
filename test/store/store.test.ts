import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { SKIP_REASONS, type Decision } from '../../src/core/decision.js';
import { openStore } from '../../src/store/store.js';
import { compression, decision } from '../observe/decisions.js';
import { anyReport, check, failing, notLookedAt, report, unmeasured } from '../report/samples.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const HOUR = 3_600_000;

function newStore() {
  return openStore(join(scratch, `${randomUUID()}.db`));
}

/** Decisions an hour apart, in the order given. */
function recorded(...each: readonly Partial<Decision>[]) {
  const store = newStore();
  const decisions = each.map((more, index) => decision({ id: randomUUID(), at: index * HOUR, ...more }));
  store.record(decisions);
  return { store, decisions, ids: decisions.map(({ id }) => id) };
}

const anyNumber = fc.double({ min: 0, max: 1e12, noNaN: true });
const anyText = fc.string({ unit: 'binary' });
const anyDecision: fc.Arbitrary<Decision> = fc.record({
  id: fc.constant(''),
  at: fc.oneof(fc.integer({ min: 0, max: 2 ** 45 }), anyNumber),
  report: anyReport,
  action: fc.constantFrom('publish', 'reject', null),
  skipped: fc.constantFrom(null, ...SKIP_REASONS),
  compression: fc.option(
    fc.record({
      engine: anyText,
      engineVersion: fc.option(anyText),
      parameters: fc.dictionary(anyText, fc.oneof(anyText, fc.boolean(), anyNumber, fc.constant(null))),
      durationMs: anyNumber,
      inputBytes: fc.option(fc.nat()),
      outputBytes: fc.option(fc.integer({ min: 0, max: 2 ** 50 })),
    }),
  ),
  arm: fc.option(
    fc.record({ experiment: anyText, arm: anyText, draw: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  ),
  sampleRate: fc.double({ min: 0, max: 1, noNaN: true }),
  degradation: fc.constantFrom('normal', 'degraded', 'structural', 'off'),
  validationMs: anyNumber,
  queueWaitMs: fc.option(anyNumber),
  addedMs: anyNumber,
});

describe('what is recorded', () => {
  const store = newStore();

  test.prop([anyDecision])('comes back equal, whatever it is', (drawn) => {
    // while a counterexample is made smaller, ids come again
    const given = { ...drawn, id: randomUUID() };
    store.record([given]);
    // what JSON makes of it: no -0, no undefined
    expect(store.get(given.id)).toEqual(JSON.parse(JSON.stringify(given)));
  });

  test('is there once, as it was first, however often it is given', () => {
    const first = decision({ id: randomUUID(), addedMs: 1 });
    expect(store.record([first, first])).toBe(1);
    expect(store.record([{ ...first, addedMs: 2 }])).toBe(0);
    expect(store.get(first.id)).toEqual(first);
  });

  test('is nothing where one of its transaction cannot be recorded', () => {
    const before = store.stats().decisions;
    const good = decision({ id: randomUUID() });
    const bad = { ...decision({ id: randomUUID() }), sampleRate: null } as unknown as Decision;
    expect(() => store.record([good, bad])).toThrow(expect.objectContaining({ code: 'store_refused' }));
    expect(store.stats().decisions).toBe(before);
    expect(store.record([good])).toBe(1);
  });

  test('is not there under another id', () => {
    expect(store.get(randomUUID())).toBeNull();
  });

  test('may be read by its owner alone, its log too', () => {
    const own = newStore();
    own.record([decision()]);
    const modes = ['', '-wal'].map((suffix) => statSync(`${own.path}${suffix}`).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });
});

describe('a query', () => {
  const { store, ids } = recorded(
    { report: report() },
    { report: failing, compression: compression({ engine: 'sharp' }) },
    { report: { ...notLookedAt, suite: 'artifact' }, compression: null, skipped: 'sampled_out' },
    { report: { ...unmeasured, operation: 'recompress' }, arm: { experiment: 'lossy', arm: 'b', draw: 0.7 } },
  );

  test.each([
    ['everything', {}, [0, 1, 2, 3]],
    ['a time, with its first moment and without its last', { since: HOUR, until: 3 * HOUR }, [1, 2]],
    ['a suite', { suite: 'artifact' }, [2]],
    ['a mode', { mode: 'off' as const }, [2]],
    ['a verdict', { verdict: 'fail' as const }, [1]],
    ['an operation', { operation: 'recompress' }, [3]],
    ['an engine', { engine: 'sharp' }, [1]],
    ['an experiment', { experiment: 'lossy' }, [3]],
    ['a check that judged', { check: 'quality_degradation' }, [3]],
    ['a check, but not where it was skipped', { check: 'transparency' }, []],
    ['two things at once', { verdict: 'pass' as const, engine: 'sharp' }, []],
  ])('finds %s', (_, query, expected) => {
    expect([...store.rows(query)].map(({ id }) => ids.indexOf(id))).toEqual(expected);
    expect(store.find(query, 10).map(({ id }) => ids.indexOf(id))).toEqual(expected.toReversed());
  });

  test('finds the newest as many as asked for', () => {
    expect(store.find({}, 2).map(({ id }) => ids.indexOf(id))).toEqual([3, 2]);
  });

  test('gives what is grouped and counted, with the checks in their order', () => {
    expect(store.find({ verdict: 'fail' }, 1)[0]).toMatchObject({
      at: HOUR,
      engine: 'sharp',
      parameters: { colors: 32 },
      coverage: 'full',
      outputPath: 'out/colours.gif',
      checks: [
        { id: 'file_integrity', outcome: 'passed', code: null },
        { id: 'color_count', outcome: 'failed', code: null },
        { id: 'transparency', outcome: 'skipped', code: null },
      ],
    });
  });

  test('takes sizes from the report where somebody else made the output', () => {
    expect(store.find({ suite: 'artifact' }, 1)[0]).toMatchObject({
      engine: null,
      inputBytes: 10_000,
      outputBytes: 5000,
    });
  });

  test('reads on where a page ended, also among decisions of the same moment', () => {
    const many = newStore();
    // over two pages of 500
    const decisions = Array.from({ length: 1203 }, (_, index) =>
      decision({ id: randomUUID(), at: Math.floor(index / 700) }),
    );
    many.record(decisions);
    expect([...many.rows({})].map(({ id }) => id)).toEqual(decisions.map(({ id }) => id));
  });
});

test.each([
  ['its own code', { code: 'timeout', problems: [{ code: 'no_image' }] }, 'timeout'],
  ['the first problem', { problems: [{ code: 'lzw_truncated' }, { code: 'missing_pixels' }] }, 'lzw_truncated'],
  ['the first broken limit', { problems: [], brokenLimits: ['minSsim'] }, 'minSsim'],
  ['nothing', { code: 7, problems: 'many' }, null],
])('the code of a check that failed is that of %s', (_, details, code) => {
  const { store } = recorded({ report: report({ checks: [check('file_integrity', 'failed', { details })] }) });
  expect(store.find({}, 1)[0]?.checks[0]?.code).toBe(code);
});

describe('evidence', () => {
  const shadow = check('color_count', 'failed', { mode: 'shadow' });
  const { store } = recorded(
    { report: report({ checks: [shadow] }), validationMs: 10, compression: compression({ durationMs: 100 }) },
    { report: failing, validationMs: 30, compression: null },
    { report: { ...unmeasured, mode: 'shadow' }, validationMs: 5, compression: compression({ durationMs: 50 }) },
    { report: notLookedAt, validationMs: 0, compression: compression({ durationMs: 70 }) },
  );

  test('of a suite counts verdicts, and none that was skipped', () => {
    expect(store.evidence({ suite: 'image' })).toEqual({
      subjects: 3,
      failed: 1,
      inconclusive: 1,
      firstAt: 0,
      lastAt: 2 * HOUR,
      measured: { subjects: 2, validationMs: 15, compressionMs: 150 },
    });
  });

  test('of a mode counts what was judged in it', () => {
    expect(store.evidence({ suite: 'image', mode: 'alert' })).toMatchObject({
      subjects: 2,
      failed: 1,
      inconclusive: 0,
    });
    expect(store.evidence({ suite: 'image', mode: 'shadow', since: HOUR })).toMatchObject({
      subjects: 1,
      inconclusive: 1,
      firstAt: 2 * HOUR,
    });
  });

  test('of a check counts outcomes, in the mode of the check where it has one', () => {
    const colors = { suite: 'image', check: 'color_count' };
    expect(store.evidence(colors)).toMatchObject({ subjects: 2, failed: 2 });
    expect(store.evidence({ ...colors, mode: 'shadow' })).toMatchObject({ subjects: 1, failed: 1, firstAt: 0 });
    expect(store.evidence({ ...colors, mode: 'alert' })).toMatchObject({ subjects: 1, failed: 1, firstAt: HOUR });
    // skipped there
    expect(store.evidence({ suite: 'image', check: 'transparency' }).subjects).toBe(0);
  });

  test('of nothing has no first time', () => {
    expect(store.evidence({ suite: 'model' })).toEqual({
      subjects: 0,
      failed: 0,
      inconclusive: 0,
      firstAt: null,
      lastAt: null,
      measured: { subjects: 0, validationMs: 0, compressionMs: 0 },
    });
  });
});

describe('retention', () => {
  test('deletes what is older, oldest first, in pieces', () => {
    const { store, ids } = recorded(...Array.from({ length: 450 }, () => ({})));
    const retention = { before: 430 * HOUR, maxBytes: 2 ** 30 };
    const pieces = [store.prune(retention), store.prune(retention), store.prune(retention)];
    expect(pieces.map(({ deleted }) => deleted)).toEqual([200, 200, 30]);
    expect(pieces.map(({ more }) => more)).toEqual([true, true, false]);
    expect([...store.rows({})].map(({ id }) => id)).toEqual(ids.slice(430));
  });

  test('keeps the database under its size, and gives the room back to the disk', () => {
    const { store, ids } = recorded(...Array.from({ length: 2000 }, () => ({})));
    const before = store.stats();
    const retention = { before: 0, maxBytes: before.usedBytes / 2 };
    while (store.prune(retention).more) continue;
    const after = store.stats();
    expect(after.usedBytes).toBeLessThanOrEqual(retention.maxBytes);
    // a piece more than needed at most
    expect(after.decisions).toBeGreaterThan(2000 / 2 - 2 * 200);
    expect(store.find({}, 1)[0]?.id).toBe(ids.at(-1));
    store.close();
    // closing writes the log into the file; pages freed at the end are given back
    expect(statSync(store.path).size).toBeLessThan(before.usedBytes * 0.75);
  });
});
