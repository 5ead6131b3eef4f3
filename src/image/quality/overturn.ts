import type { Comparison } from './comparison.js';
import type { Measure, QualityLimits } from './judge.js';

/** What one frame can show at best and at worst. */
const EXTREMES: Readonly<Record<keyof QualityLimits, readonly [best: number, worst: number]>> = {
  minSsim: [1, -1],
  minMeanSsim: [1, -1],
  // Lab of sRGB is within 150 CIEDE2000 of itself, and averages over what is visible are at most 20 times those
  maxDeltaE: [0, 3000],
  maxDeltaEP95: [0, 150],
  maxLocalDeltaE: [0, 150],
  maxLoneDeltaE: [0, 150],
  maxMeanDeltaE: [0, 3000],
  minLocalStructure: [1, -1],
  minPsnr: [Infinity, 0],
  maxGmsd: [0, 0.5],
  minDetail: [Infinity, 0],
  maxFlicker: [0, 255],
  maxMistimed: [0, 1],
  minMsSsim: [1, 0],
  minSsimulacra2: [100, -Infinity],
  maxCiede2000: [0, 150],
  maxBanding: [0, 255],
};

/** Figures of the step from one frame to the next. */
const BETWEEN_FRAMES: readonly (keyof QualityLimits)[] = ['maxFlicker', 'maxMistimed', 'maxLoneDeltaE'];

/** Figures that exist for every frame or, in pictures that are too small, for none. */
const BY_SIZE: readonly (keyof QualityLimits)[] = [
  'minSsim',
  'minMeanSsim',
  'minMsSsim',
  'minSsimulacra2',
  'maxGmsd',
  'maxBanding',
];

/**
 * Why what was not compared could change what is found of a comparison; null where it could not: the worst frame that
 * breaks a limit stays the worst, and a mean that is far enough away does not come back.
 */
export function overturnedBy(comparison: Comparison, measures: readonly Measure[]): string | null {
  const { frames, places } = comparison;
  const missing = { frames: places - frames.length, steps: 0 };
  frames.forEach(({ flicker }) => {
    if (flicker === null) missing.steps++;
  });
  const broken = measures.filter((measure) => measure.broken);
  if (broken.length > 0) {
    const names = broken.map(({ limit }) => `limits.${limit}`).join(' and ');
    const open = broken.every((measure) => canRecover(measure, missing.frames));
    return open ? `${notCompared(comparison)}; together they could make ${names} hold` : null;
  }
  if (missing.frames > 0 && measures.some((measure) => canBreak(measure, missing.frames))) {
    return anyCouldBreak(comparison);
  }
  const temporal = measures.filter(({ limit }) => BETWEEN_FRAMES.includes(limit));
  if (missing.steps > 0 && temporal.some((measure) => canBreak(measure, missing.steps))) {
    return `flicker, the timing of motion and damage of single frames were not measured at ${missing.steps} of ${places} frames`;
  }
  return null;
}

export function anyCouldBreak(comparison: Comparison): string {
  return `${notCompared(comparison)}, and any of them could break a limit`;
}

function notCompared({ frames, places }: Comparison): string {
  return `${places - frames.length} of ${places} pairs of frames were not compared`;
}

/** Only means come back. */
function canRecover({ over, limit, value, count, bound }: Measure, missing: number): boolean {
  if (over !== 'all' || value === null) return false;
  const best = (value * count + EXTREMES[limit][0] * missing) / (count + missing);
  return isMinimum(limit) ? best >= bound : best <= bound;
}

function canBreak({ over, limit, value, count, bound }: Measure, missing: number): boolean {
  if (value === null && BY_SIZE.includes(limit)) return false;
  const worst = EXTREMES[limit][1];
  const figure = over === 'all' ? ((value ?? 0) * count + worst * missing) / (count + missing) : worst;
  return isMinimum(limit) ? figure < bound : figure > bound;
}

function isMinimum(limit: keyof QualityLimits): boolean {
  return limit.startsWith('min');
}
