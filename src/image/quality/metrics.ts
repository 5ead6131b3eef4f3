import type { FrameQuality } from './comparison.js';
import type { MetricName } from './metric-names.js';

/** How a metric is read and told. What it measures, and in which paper, is said beside its kernel. */
export interface Metric {
  readonly unit: string;
  /** Its least and its greatest value, in words where there is no end. */
  readonly range: string;
  readonly better: 'higher' | 'lower';
  /** Of the report's columns of frames. */
  readonly column: string;
  readonly of: (frame: FrameQuality) => number | null;
  /** Why no frame has a value. */
  readonly absent: string;
}

/** A new metric is one line here, and one in metric-names.ts. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  ssim: similarity('-1..1', 'ssim', ({ ssim }) => ssim, 'the picture is under 11 pixels in a side'),
  ssim_fast: similarity('-1..1', 'ssimFast', ({ ssimFast }) => ssimFast, 'the picture is under 8 pixels in a side'),
  ms_ssim: similarity('0..1', 'msSsim', extra('ms_ssim'), 'the picture is under 176 pixels in a side'),
  ssimulacra2: similarity(
    '-infinite..100',
    'ssimulacra2',
    extra('ssimulacra2'),
    'the picture is under 8 pixels in a side',
  ),
  ciede2000: difference('CIEDE2000', '0..about 100', 'ciede2000', extra('ciede2000')),
  psnr: {
    ...similarity('0..infinite', 'psnr', ({ psnr }) => psnr, 'the pictures are identical, their PSNR is infinite'),
    unit: 'dB',
  },
  gmsd: difference('deviation', '0..0.5', 'gmsd', ({ gmsd }) => gmsd, 'the picture is under 6 pixels in a side'),
  banding: difference(
    'grey levels',
    '0..255',
    'banding',
    extra('banding'),
    'the picture is under 8 pixels in both sides',
  ),
  flicker: difference(
    'grey levels',
    '0..255',
    'flicker',
    ({ flicker }) => flicker,
    'no two neighbouring frames were compared',
  ),
};

function similarity(range: string, column: string, of: Metric['of'], absent: string): Metric {
  return { unit: 'similarity', range, better: 'higher', column, of, absent };
}

function difference(
  unit: string,
  range: string,
  column: string,
  of: Metric['of'],
  absent = 'nothing was compared',
): Metric {
  return { unit, range, better: 'lower', column, of, absent };
}

function extra(name: keyof FrameQuality['extra']): Metric['of'] {
  return (frame) => frame.extra[name] ?? null;
}
