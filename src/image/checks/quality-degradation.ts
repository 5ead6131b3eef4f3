import type { Finding, Json } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import type { ClockedFrames, Comparison, FrameQuality } from '../quality/comparison.js';
import { judgeFrames, type Measure, type QualityLimits } from '../quality/judge.js';
import { imageCheck, PAIR, plural, rounded } from './define.js';

/** Where the numbers come from: docs/calibration.md. */
const limits = {
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
} satisfies Limits;

export const qualityDegradation = imageCheck({
  id: 'quality_degradation',
  category: 'quality',
  cost: 'compare',
  needs: ['comparison'],
  after: ['file_integrity', 'dimensions'],
  subjects: [PAIR],
  limits,
  docs: {
    summary: 'The output still shows what the original shows.',
    explain:
      'Frames are paired by presentation time and compared on every background that matters: SSIM, PSNR and gradients on luma, CIEDE2000 on block means (dithering averages out, a wrong hue does not), both also in the worst small area, flicker and missing motion relative to the original. The worst frame and the mean both count; one broken limit fails. Where frames were dropped on purpose, each kept frame must match one that it stands for.',
    remedy: 'Look at the frame that is named; use more colours or less loss, and compare with the untouched original.',
  },
  // a wrong clock is the business of duration and fps, but only a broken limit makes it worth another pass
  asks: ({ facts: { comparison } }, bounds) =>
    judgeFrames(comparison.frames, bounds).some(isBroken) ? ['otherClocks'] : [],
  run({ facts: { comparison, otherClocks = [] } }, bounds): Finding {
    const { clock, frames, measures } = bestClock(comparison, otherClocks, bounds);
    const broken = measures.filter(isBroken);
    const evidence = {
      expected: bounds,
      actual: Object.fromEntries(measures.map(({ limit, value }) => [limit, value === null ? null : rounded(value)])),
      details: {
        pairing: clock,
        brokenLimits: broken.map(({ limit }) => limit),
        notMeasured: notMeasured(measures, frames),
        frames: columns(frames),
      },
    };
    if (broken.length === 0) return { outcome: 'passed', message: praise(frames), ...evidence };
    const [worst] = broken as [Measure];
    return { outcome: 'failed', message: `${spoken(worst)}${others(broken)}`, ...evidence };
  },
});

/** By presentation time; only where that breaks a limit, and another clock breaks none, by that clock. */
function bestClock({ frames }: Comparison, otherClocks: readonly ClockedFrames[], bounds: QualityLimits): Judged {
  const byTime = { clock: 'presentation time', frames, measures: judgeFrames(frames, bounds) };
  if (!byTime.measures.some(isBroken)) return byTime;
  const others = otherClocks.map((other) => ({ ...other, measures: judgeFrames(other.frames, bounds) }));
  return others.find(({ measures }) => !measures.some(isBroken)) ?? byTime;
}

interface Judged {
  readonly clock: string;
  readonly frames: readonly FrameQuality[];
  readonly measures: readonly Measure[];
}

function isBroken({ broken }: Measure): boolean {
  return broken;
}

function spoken({ name, value, bound, limit, frame }: Measure): string {
  const where = frame === null ? '' : ` (frame ${frame})`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} is ${rounded(value ?? 0, 3)}${where}, limits.${limit} is ${bound}`;
}

function others(broken: readonly Measure[]): string {
  return broken.length > 1
    ? `; ${broken
        .slice(1)
        .map(({ limit }) => limit)
        .join(', ')} broken too`
    : '';
}

function praise(frames: readonly FrameQuality[]): string {
  const compared = plural(new Set(frames.map(({ output }) => output)).size, 'frame');
  if (frames.every(({ mse }) => mse === 0)) return `${compared} compared, every pixel is the same`;
  const ssims = frames.map(({ ssim }) => ssim).filter((ssim) => ssim !== null);
  const worst = Math.max(...frames.map(({ deltaE }) => deltaE));
  const similarity = ssims.length === 0 ? '' : `SSIM at least ${rounded(Math.min(...ssims), 3)}, `;
  return `${compared} compared: ${similarity}colour difference at most ${rounded(worst, 2)}`;
}

/** Figures that do not exist for this subject, with the reason; the others decide. */
function notMeasured(measures: readonly Measure[], frames: readonly FrameQuality[]): Json {
  const reasons: Partial<Record<Measure['limit'], string>> = {
    minSsim: 'the picture is under 11 pixels in a side',
    minMeanSsim: 'the picture is under 11 pixels in a side',
    maxGmsd: 'the picture is under 6 pixels in a side',
    minPsnr: 'the pictures are identical, their PSNR is infinite',
    minLocalStructure: 'the original is flat everywhere: there is no structure to lose',
    minDetail: 'no frame is unlike the original enough to ask for detail, or the original is flat',
    maxMistimed: frames.length <= 1 ? 'a single frame has no motion' : 'nothing moves in the original',
  };
  return measures
    .filter(({ value }) => value === null)
    .map(({ limit }) => ({ limit, reason: reasons[limit] ?? 'it does not exist here' }));
}

/** Column by column, as charts want it. */
function columns(frames: readonly FrameQuality[]): { readonly [key: string]: Json } {
  const column = (pick: (frame: FrameQuality) => number | null): (number | null)[] =>
    frames.map((frame) => {
      const value = pick(frame);
      return value === null ? null : rounded(value);
    });
  return {
    timeMs: column(({ timeMs }) => timeMs),
    original: column(({ original }) => original),
    output: column(({ output }) => output),
    ssim: column(({ ssim }) => ssim),
    psnr: column(({ psnr }) => psnr),
    deltaE: column(({ deltaE }) => deltaE),
    flicker: column(({ flicker }) => flicker),
  };
}
