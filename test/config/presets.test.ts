import { describe, expect, test } from 'vitest';
import { entryOf, PRESETS, resolveSettings, type PresetName } from '../../src/config/index.js';
import { imageChecks } from '../../src/image/checks/index.js';
import type { Expectation } from '../../src/image/expectation.js';
import type { PairFacts, Structure } from '../../src/image/facts.js';

const defaults = resolveSettings({ env: {} }).settings.limits;

/** Facts that lie between two values of a limit: one of them has to fail, the other to pass. */
interface Between {
  readonly check: string;
  readonly facts: Partial<Record<keyof PairFacts, unknown>>;
  readonly operation?: string;
  readonly expectation?: Expectation;
}

function structure(delaysMs: readonly number[], fps = 10): Partial<Structure> {
  return { format: 'gif', width: 8, height: 8, frames: delaysMs.length, delaysMs, fps, loopCount: 0 };
}

const SECONDS = Array.from({ length: 10 }, () => 1000);

/** By limit: facts at the boundary in the middle of two values. */
const BETWEEN: Readonly<Record<string, (middle: number) => Between>> = {
  frameAllowance: (middle) => ({
    check: 'frame_count',
    facts: {
      originalStructure: structure(Array.from({ length: 2000 }, () => 100)),
      outputStructure: structure(Array.from({ length: 1000 + Math.round(1000 * middle) }, () => 200)),
      originalPixels: { changes: [] },
    },
    expectation: { frameRatio: 0.5 },
  }),
  colorTolerance: (middle) => ({
    check: 'color_count',
    facts: {
      originalPixels: { colors: { union: 256, maxPerFrame: 256 } },
      outputPixels: { colors: { union: 16 + Math.ceil(middle), maxPerFrame: 16 } },
    },
    expectation: { colors: 16 },
  }),
  fpsTolerance: (middle) => ({
    check: 'fps',
    facts: { originalStructure: structure(SECONDS, 10), outputStructure: structure(SECONDS, 10 * (1 + middle)) },
  }),
  durationTolerance: (middle) => ({
    check: 'duration',
    facts: {
      originalStructure: structure(SECONDS),
      // all of it on the last frame, so that no frame starts at another time
      outputStructure: structure([...SECONDS.slice(1), 1000 + 10_000 * middle]),
    },
  }),
  maxDriftMs: (middle) => ({
    check: 'duration',
    facts: {
      originalStructure: structure([500, 500, 1000]),
      outputStructure: structure([500 + middle, 500 - middle, 1000]),
    },
  }),
  transparencyTolerance: (middle) => ({
    check: 'transparency',
    facts: {
      originalPixels: { transparent: true },
      outputPixels: { transparent: true },
      comparison: { frames: [{ output: 0, alphaChanged: middle }], corrected: null },
    },
  }),
  minBytes: (middle) => sized(Math.round(middle)),
  maxBytes: (middle) => sized(Math.round(middle)),
};

function sized(bytes: number): Between {
  const file = (sha256: string, size: number) => ({ path: null, bytes: size, sha256 });
  return {
    check: 'size_reduction',
    facts: { originalFile: file('a', 2 ** 31), outputFile: file('b', bytes) },
  };
}

function outcomeOf({ check: id, facts, operation = 'recompress', expectation = {} }: Between, limits: object): string {
  const check = imageChecks.find((candidate) => candidate.id === id);
  if (!check) throw new Error(`No check ${id}`);
  return check.run({ facts: facts as PairFacts, operation, expectation }, limits as Record<string, unknown>).outcome;
}

const FIELDS = Object.entries(PRESETS).flatMap(([preset, { limits }]) =>
  Object.entries(limits).map(([limit, value]) => [preset as PresetName, limit, value] as const),
);

describe('every field of every preset', () => {
  test.each(FIELDS)('%s: limits.%s = %d changes an outcome', (preset, limit, value) => {
    const common = Number(defaults[limit]);
    const boundary = BETWEEN[limit]?.((common + value) / 2);
    if (!boundary) throw new Error(`No facts at the boundary of ${limit}: write them`);
    const { limits } = resolveSettings({ flags: [entryOf('preset', preset, 'test')], env: {} }).settings;
    const outcomes = [outcomeOf(boundary, defaults), outcomeOf(boundary, limits)];
    expect(outcomes.toSorted()).toEqual(['failed', 'passed']);
    // alone responsible: the same limits without this field judge as the defaults do
    expect(outcomeOf(boundary, { ...limits, [limit]: common })).toBe(outcomes[0]);
  });
});

test('no preset states what is the default anyway', () => {
  expect(FIELDS.filter(([, limit, value]) => defaults[limit] === value)).toEqual([]);
});

test('a preset yields to what is stated beside it and says so', () => {
  const flags = [entryOf('preset', 'batch', 'flag --preset'), entryOf('limits.fpsTolerance', 0.15, 'flag --set')];
  const { settings, sources } = resolveSettings({ flags, env: {} });
  expect(settings.limits).toMatchObject({ fpsTolerance: 0.15, colorTolerance: 20 });
  expect(sources).toMatchObject({
    'limits.fpsTolerance': 'flag --set',
    'limits.colorTolerance': 'preset batch',
    'limits.minFps': 'default',
  });
});
