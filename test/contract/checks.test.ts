import { describe, expect, test } from 'vitest';
import { COSTS } from '../../src/core/check.js';
import { defaultsOf, ownLimits } from '../../src/core/limits.js';
import { inOrder } from '../../src/core/suite.js';
import { CHECK_IDS } from '../../src/image/checks/ids.js';
import { imageChecks } from '../../src/image/checks/index.js';

test('the ids that stand for the checks are those of the registry, in its order', () => {
  expect(imageChecks.map(({ id }) => id)).toEqual(CHECK_IDS);
});

test('the image suite has the checks that the contract names', () => {
  expect(imageChecks.map(({ id }) => id).toSorted()).toEqual([
    'color_count',
    'dimensions',
    'duration',
    'file_integrity',
    'fps',
    'frame_count',
    'loop_count',
    'quality_degradation',
    'size_reduction',
    'transparency',
  ]);
});

describe.each(imageChecks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test('has a name that can be a metric label and a configuration key', () => {
    expect(id).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(check.category).toMatch(/^[a-z]+$/);
    expect(COSTS).toContain(check.cost);
  });

  test('depends on checks that there are, for every subject it judges', () => {
    for (const other of check.after) {
      const before = imageChecks.find((candidate) => candidate.id === other);
      expect(before?.subjects).toEqual(expect.arrayContaining([...check.subjects]));
    }
    expect(check.subjects.length).toBeGreaterThan(0);
  });

  test('needs no limit stated, and refuses NaN, infinity and text in each', () => {
    expect(ownLimits(check.limits, {})).toEqual(defaultsOf(check.limits));
    for (const name of Object.keys(check.limits)) {
      // null takes a limit away that has no default
      const nothing = check.limits[name]?.default === null ? [] : [null];
      for (const wrong of [Number.NaN, Infinity, -Infinity, '1', ...nothing, undefined]) {
        expect(() => ownLimits(check.limits, { [name]: wrong })).toThrow(`for limits.${name} but received`);
      }
    }
  });

  test('explains itself in sentences', () => {
    for (const text of Object.values(check.docs)) expect(text).toMatch(/^[A-Z][^]*\.$/);
    expect(check.docs.summary.length).toBeLessThan(120);
  });
});

test('every limit is explained by its name, but for those of quality, which state what they bound', () => {
  const silent = imageChecks
    .filter(({ id }) => id !== 'quality_degradation')
    .flatMap(({ limits, docs }) => Object.keys(limits).filter((name) => !docs.explain.includes(`limits.${name}`)));
  expect(silent).toEqual([]);
});

test('the order of the suite is by cost, and nothing runs before what it depends on', () => {
  const ordered = inOrder(imageChecks);
  for (const [place, check] of ordered.entries()) {
    for (const other of check.after) {
      expect(ordered.findIndex(({ id }) => id === other)).toBeLessThan(place);
    }
  }
});
