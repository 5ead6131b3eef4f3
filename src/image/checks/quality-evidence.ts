import type { Json } from '../../core/check.js';
import { outputsCompared, type Comparison, type FrameList, type FrameQuality } from '../quality/comparison.js';
import { similarityOf } from '../quality/exact-ssim.js';
import type { Measure } from '../quality/judge.js';
import { METRICS, type Metric } from '../quality/metrics.js';
import { plural, rounded } from './define.js';

/** SSIM is comparable with other programs' to 1e-5, so figures of frames keep one more. */
const DECIMALS = 6;

/** What is wrong, the worst first. */
export function complaint(broken: readonly Measure[]): string {
  const [worst, ...rest] = broken as [Measure, ...Measure[]];
  const others = rest.map(({ limit }) => limit).join(', ');
  return `${spoken(worst)}${rest.length > 0 ? `; ${others} broken too` : ''}`;
}

function spoken({ name, value, bound, limit, frame }: Measure): string {
  const where = frame === null ? '' : ` (frame ${frame})`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} is ${rounded(value ?? 0, 3)}${where}, limits.${limit} is ${bound}`;
}

export function praise(comparison: Comparison): string {
  const { frames, places } = comparison;
  const compared =
    frames.length < places
      ? `${frames.length} of ${plural(places, 'pair')} of frames`
      : plural(outputsCompared(comparison), 'frame');
  if (frames.every(({ mse }) => mse === 0)) return `${compared} compared, every pixel is the same`;
  let [lowest, worst] = [Infinity, 0];
  frames.forEach((frame) => {
    lowest = Math.min(lowest, similarityOf(frame) ?? Infinity);
    worst = Math.max(worst, frame.deltaE);
  });
  const similarity = lowest === Infinity ? '' : `SSIM at least ${rounded(lowest, 3)}, `;
  return `${compared} compared: ${similarity}colour difference at most ${rounded(worst, 2)}`;
}

/** Figures that do not exist for this subject, with the reason; the others decide. */
export function notMeasured(measures: readonly Measure[], { frames, places }: Comparison): Json {
  let unseen = places;
  frames.forEach(({ flicker }) => {
    if (flicker !== null) unseen--;
  });
  const apart = `only neighbouring frames can tell, and ${unseen} of ${places} were not compared with the one before`;
  const reasons: Partial<Record<Measure['limit'], string>> = {
    minSsim: 'the picture is under 11 pixels in a side',
    minMeanSsim: 'the picture is under 11 pixels in a side',
    maxGmsd: 'the picture is under 6 pixels in a side',
    minPsnr: 'the pictures are identical, their PSNR is infinite',
    maxLoneDeltaE: 'no three neighbouring frames were compared',
    minLocalStructure: 'the original is flat everywhere: there is no structure to lose',
    minMsSsim: METRICS.ms_ssim.absent,
    minSsimulacra2: METRICS.ssimulacra2.absent,
    maxBanding: METRICS.banding.absent,
    minDetail: 'no frame is unlike the original enough to ask for detail, or the original is flat',
    maxFlicker: apart,
    maxMistimed: stillReason(places, unseen, apart),
  };
  return measures
    .filter(({ value }) => value === null)
    .map(({ limit }) => ({ limit, reason: reasons[limit] ?? 'it does not exist here' }));
}

function stillReason(places: number, unseen: number, apart: string): string {
  if (places <= 1) return 'a single frame has no motion';
  return unseen > 0 ? apart : 'nothing moves in the original';
}

/** Of each metric that was asked for: the mean and the worst of all frames that have it, or why none has. */
export function metricsOf({ frames, metrics }: Comparison): { readonly [name: string]: Json } {
  return Object.fromEntries(metrics.map((name) => [name, summaryOf(METRICS[name], frames)]));
}

function summaryOf({ unit, range, better, of, absent }: Metric, frames: FrameList): Json {
  let [sum, count] = [0, 0];
  let worst: { readonly value: number; readonly frame: number } | undefined;
  for (const frame of frames) {
    const value = of(frame);
    if (value === null) continue;
    sum += value;
    count++;
    if (!worst || (better === 'higher' ? value < worst.value : value > worst.value)) {
      worst = { value, frame: frame.output };
    }
  }
  if (!worst) return { unit, range, better, mean: null, worst: null, worstFrame: null, reason: absent };
  return {
    unit,
    range,
    better,
    mean: rounded(sum / count, DECIMALS),
    worst: rounded(worst.value, DECIMALS),
    worstFrame: worst.frame,
  };
}

/** Column by column, as charts want it. */
export function columns({ frames, metrics }: Comparison): { readonly [key: string]: Json } {
  const column = (pick: (frame: FrameQuality) => number | null): (number | null)[] =>
    frames.map((frame) => {
      const value = pick(frame);
      return value === null ? null : rounded(value, DECIMALS);
    });
  return {
    timeMs: column(({ timeMs }) => timeMs),
    original: column(({ original }) => original),
    output: column(({ output }) => output),
    ssim: column(({ ssim }) => ssim),
    ssimFast: column(({ ssimFast }) => ssimFast),
    psnr: column(({ psnr }) => psnr),
    deltaE: column(({ deltaE }) => deltaE),
    flicker: column(({ flicker }) => flicker),
    ...Object.fromEntries(metrics.map((name) => [METRICS[name].column, column(METRICS[name].of)])),
  };
}
