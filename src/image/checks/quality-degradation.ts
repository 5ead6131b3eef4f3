import type { Finding } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import type { Comparison } from '../quality/comparison.js';
import { judgeFrames, unjudged, type Measure, type QualityLimits } from '../quality/judge.js';
import { overturnedBy } from '../quality/overturn.js';
import { imageCheck, PAIR, rounded } from './define.js';
import { columns, complaint, metricsOf, notMeasured, praise } from './quality-evidence.js';

/** Where the numbers come from: docs/calibration.md. */
export const QUALITY_LIMITS = {
  /** -1..1, worst frame. Honest outputs measured stay above 0.72 (dithered noise at --lossy=80 with 64 colours). */
  minSsim: { min: -1, max: 1, default: 0.6 },
  /** -1..1, mean of all frames. */
  minMeanSsim: { min: -1, max: 1, default: 0.7 },
  /** CIEDE2000 between block means, mean of a frame, worst frame. */
  maxDeltaE: { min: 0, default: 8 },
  /** The same, 95th percentile within a frame. */
  maxDeltaEP95: { min: 0, default: 28 },
  /** The same, mean of the worst 24 x 24 pixels of the worst frame: a ruined corner is too small for a percentile. */
  maxLocalDeltaE: { min: 0, default: 36 },
  /** The same, beyond that of the frame before and the one after. Honest outputs measured stay under 8. */
  maxLoneDeltaE: { min: 0, default: 16 },
  /** -1..1, worst 32 x 32 pixels that show something, worst frame: an erased or replaced caption has about 0. */
  minLocalStructure: { min: -1, max: 1, default: 0.3 },
  /** The same as maxDeltaE, mean of all frames. */
  maxMeanDeltaE: { min: 0, default: 6.5 },
  /** dB, worst frame. */
  minPsnr: { min: 0, default: 18 },
  /** 0..0.5, worst frame. */
  maxGmsd: { min: 0, max: 1, default: 0.23 },
  /** Gradient of the output over the original's, worst frame among those with SSIM under 0.9: under half is blur. */
  minDetail: { min: 0, default: 0.5 },
  /** Grey levels, 0..255. */
  maxFlicker: { min: 0, default: 12 },
  /** Share 0..1 of the original's motion that the output shows late or early, worst run of four moving frames. */
  maxMistimed: { min: 0, max: 1, default: 0.4 },
  /** Metrics that are measured only where they are asked for or bounded, worst frame. 0..1 */
  minMsSsim: { min: 0, max: 1, default: null },
  /** At most 100; 70 is high quality. */
  minSsimulacra2: { max: 100, default: null },
  /** CIEDE2000 pixel by pixel, mean of a frame. */
  maxCiede2000: { min: 0, default: null },
  /** Grey levels, 0..255. */
  maxBanding: { min: 0, max: 255, default: null },
} satisfies Limits;

export const qualityDegradation = imageCheck({
  id: 'quality_degradation',
  category: 'quality',
  cost: 'compare',
  needs: ['comparison'],
  after: ['file_integrity', 'dimensions'],
  subjects: [PAIR],
  limits: QUALITY_LIMITS,
  docs: {
    summary: 'The output still shows what the original shows.',
    explain:
      'Frames are paired by presentation time and compared on every background that matters: SSIM, PSNR and gradients on luma, CIEDE2000 on block means (dithering averages out, a wrong hue does not), both also in the worst small area, flicker and missing motion relative to the original. The worst frame and the mean both count; one broken limit fails. Where frames were dropped on purpose, each kept frame must match one that it stands for.',
    remedy: 'Look at the frame that is named; use more colours or less loss, and compare with the untouched original.',
  },
  // a wrong clock is the business of duration and fps, but only a broken limit makes it worth another pass
  asks: ({ facts: { comparison } }, bounds) => (judgeFrames(comparison, bounds).some(isBroken) ? ['otherClocks'] : []),
  run({ facts: { comparison, otherClocks = [] } }, bounds): Finding {
    const byTime: Judged = judged({ clock: 'presentation time', ...comparison }, bounds);
    const clocks = [byTime, ...otherClocks.map((other) => judged(other, bounds))];
    // by presentation time; only where that breaks a limit, and another clock breaks none, by that clock
    const best = clocks.find(({ broken }) => broken.length === 0) ?? byTime;
    const { clock, frames, measures, broken } = best;
    const provisional =
      broken.length === 0 ? overturnedBy(best, measures) : firstOf(clocks, (one) => overturnedBy(one, one.measures));
    const evidence = {
      expected: Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== null)),
      actual: Object.fromEntries(measures.map(({ limit, value }) => [limit, value === null ? null : rounded(value)])),
      details: {
        pairing: clock,
        brokenLimits: broken.map(({ limit }) => limit),
        notMeasured: notMeasured(measures, best),
        ssim: frames.every(({ leastSsim }) => leastSsim === null) ? 'exact' : 'exact near limits, else fast',
        ...(best.metrics.length > 0 && { metrics: metricsOf(best) }),
        frames: columns(best),
      },
      ...(provisional !== null && { provisional }),
    };
    const open = unjudged(measures);
    // a limit that somebody stated is not met by a figure that does not exist, unless nothing differs at all
    if (broken.length === 0 && open && !frames.every(({ mse }) => mse === 0)) {
      const message = `limits.${open.limit} was asked for and could not be judged: ${open.reason}`;
      return { outcome: 'inconclusive', message, ...evidence };
    }
    if (broken.length === 0) return { outcome: 'passed', message: praise(best), ...evidence };
    return { outcome: 'failed', message: complaint(broken), ...evidence };
  },
});

interface Judged extends Comparison {
  readonly clock: string;
  readonly measures: readonly Measure[];
  readonly broken: readonly Measure[];
}

function judged(comparison: Comparison & { readonly clock: string }, bounds: QualityLimits): Judged {
  const measures = judgeFrames(comparison, bounds);
  return { ...comparison, measures, broken: measures.filter(isBroken) };
}

function isBroken({ broken }: Measure): boolean {
  return broken;
}

function firstOf(clocks: readonly Judged[], reason: (clock: Judged) => string | null): string | null {
  for (const clock of clocks) {
    const found = reason(clock);
    if (found !== null) return found;
  }
  return null;
}
