import type { Area } from '../reader.js';
import type { FrameMetrics, FrameQuality } from './comparison.js';
import {
  blockMeans,
  blocksAlong,
  cellMeans,
  composite,
  createCells,
  createColorDifference,
  createGmsd,
  createLocalStructure,
  createSsim,
  gradientRatio,
  lumaOf,
  meanSquaredError,
  mistiming,
  psnrOf,
  temporalExcess,
  type Cells,
} from './kernels/index.js';

/** A colour that vanishes on one of them shows on the other. */
const WHITE = 255;
const BLACK = 0;

/**
 * Side of the squares, in pixels, over which colour and flicker are averaged before they are compared: the cell of the
 * coarsest ordered dither in use (Bayer 8 x 8), so that honest dithering averages out.
 */
export const BLOCK = 8;

export type PairMetrics = FrameMetrics & Pick<FrameQuality, 'late' | 'early'> & { readonly flicker: number };

/** One side of a pair of frames. */
export interface Shown {
  /** Straight-alpha RGBA, 4 x width x height bytes. */
  readonly rgba: Uint8Array;
  /** Outside it the picture equals what this side showed last, here: frames that were skipped in between count in. */
  readonly changed: Area;
}

export interface PairMeter {
  /** Makes a pair the current one. Its pixels are read until the next `show`. */
  show(original: Shown, output: Shown): void;
  /** Mean squared error of the current pair alone, worst background: enough to choose between candidates. */
  error(original?: Uint8Array, output?: Uint8Array): number;
  /** Everything; temporal figures are relative to the pair that was kept last. */
  measure(original?: Uint8Array, output?: Uint8Array): PairMetrics;
  /** Makes the pair measured last the one that the next is compared with in time. */
  keep(): void;
  /** Gives its memory back. */
  close(): void;
}

/** All metrics of a pair of frames of width x height pixels, on every background that matters. Owns its scratch memory. */
export function createPairMeter(width: number, height: number): PairMeter {
  const pixels = width * height;
  const ssim = createSsim(width, height);
  const gmsd = createGmsd(width, height);
  const colorDifference = createColorDifference();
  const localStructure = createLocalStructure(width, height);
  const rgb = [new Uint8Array(3 * pixels), new Uint8Array(3 * pixels)] as const;
  const blocks = blocksAlong(width, BLOCK) * blocksAlong(height, BLOCK);
  const luma = [new Uint8Array(pixels), new Uint8Array(pixels)] as const;
  let now = new Moment(width, height, blocks);
  let before = new Moment(width, height, blocks);
  let kept = false;

  function errorOn(original: Uint8Array, output: Uint8Array, background: number): number {
    return meanSquaredError(composite(original, background, rgb[0]), composite(output, background, rgb[1]));
  }

  function metricsOn(original: Uint8Array, output: Uint8Array, background: number): BackgroundMetrics {
    const mse = errorOn(original, output, background);
    lumaOf(rgb[0], luma[0]);
    lumaOf(rgb[1], luma[1]);
    const color = colorDifference(rgb[0], rgb[1], width, height, BLOCK);
    return {
      ssim: ssim(...luma),
      mse,
      psnr: psnrOf(mse),
      deltaE: color.mean,
      deltaEP95: color.p95,
      localDeltaE: color.worstArea,
      localStructure: localStructure(...luma),
      gmsd: gmsd(...luma),
      gradientRatio: gradientRatio(...luma, width, height),
    };
  }

  let shownOriginal: Uint8Array = new Uint8Array(4 * pixels);
  let shownOutput: Uint8Array = new Uint8Array(4 * pixels);

  return {
    show(original, output) {
      [shownOriginal, shownOutput] = [original.rgba, output.rgba];
    },
    error(original = shownOriginal, output = shownOutput) {
      return Math.max(...backgroundsOf(original, output).map((background) => errorOn(original, output, background)));
    },
    measure(original = shownOriginal, output = shownOutput) {
      // white comes last, so that the planes kept for the temporal figures are always those on white
      const metrics = backgroundsOf(original, output).map((background) => metricsOn(original, output, background));
      blockMeans(luma[0], width, height, BLOCK, now.original.blocks);
      blockMeans(luma[1], width, height, BLOCK, now.output.blocks);
      cellMeans(original, width, height, now.original.cells);
      cellMeans(output, width, height, now.output.cells);
      const { flicker, late, early } = kept ? temporalOf(before, now) : { flicker: 0, late: null, early: null };
      const worst = metrics.reduce(worse);
      const perVisible = 1 / visibleShare(original, output);
      return {
        ...worst,
        deltaE: worst.deltaE * perVisible,
        flicker: flicker * perVisible,
        alphaChanged: alphaChanged(original, output) / pixels,
        late,
        early,
      };
    },
    keep() {
      [before, now] = [now, before];
      kept = true;
    },
    close() {},
  };
}

/** What is remembered of a pair, so that the next can be compared with it in time. */
class Moment {
  readonly original: Picture;
  readonly output: Picture;

  constructor(width: number, height: number, blocks: number) {
    const picture = (): Picture => ({ blocks: new Float32Array(blocks), cells: createCells(width, height) });
    this.original = picture();
    this.output = picture();
  }
}

interface Picture {
  /** Block means of the luma on white. */
  readonly blocks: Float32Array;
  readonly cells: Cells;
}

function temporalOf(before: Moment, now: Moment): Pick<PairMetrics, 'flicker' | 'late' | 'early'> {
  const { original: o0, output: p0 } = before;
  const { original: o1, output: p1 } = now;
  return {
    flicker: temporalExcess(o0.blocks, o1.blocks, p0.blocks, p1.blocks),
    ...(mistiming(o0.cells, o1.cells, p0.cells, p1.cells) ?? { late: null, early: null }),
  };
}

/** Black and white where anything is see-through; one background where nothing is. */
function backgroundsOf(original: Uint8Array, output: Uint8Array): readonly number[] {
  for (let at = 3; at < original.length; at += 4) {
    if (original[at] !== 255 || output[at] !== 255) return [BLACK, WHITE];
  }
  return [WHITE];
}

/**
 * Share of the canvas that either frame shows. Averages over the whole canvas would let a see-through background dilute
 * what is wrong with the picture in it. Never under a twentieth, so that a few pixels do not decide.
 */
function visibleShare(original: Uint8Array, output: Uint8Array): number {
  let visible = 0;
  for (let at = 3; at < original.length; at += 4) {
    if (original[at] !== 0 || output[at] !== 0) visible += 1;
  }
  return Math.max(0.05, visible / (original.length / 4));
}

/** Pixels that went from see-through to opaque or back; below half counts as see-through. */
function alphaChanged(original: Uint8Array, output: Uint8Array): number {
  let changed = 0;
  for (let at = 3; at < original.length; at += 4) {
    if ((original[at] as number) < 128 !== (output[at] as number) < 128) changed += 1;
  }
  return changed;
}

type BackgroundMetrics = Omit<FrameMetrics, 'alphaChanged'>;

/** Field by field the worse of two; a value that exists beats one that does not. */
function worse(a: BackgroundMetrics, b: BackgroundMetrics): BackgroundMetrics {
  return {
    ssim: least(a.ssim, b.ssim),
    mse: Math.max(a.mse, b.mse),
    psnr: least(a.psnr, b.psnr),
    deltaE: Math.max(a.deltaE, b.deltaE),
    deltaEP95: Math.max(a.deltaEP95, b.deltaEP95),
    localDeltaE: Math.max(a.localDeltaE, b.localDeltaE),
    // what differs on one background only is a matter of transparency, which has its own check
    localStructure: most(a.localStructure, b.localStructure),
    gmsd: most(a.gmsd, b.gmsd),
    gradientRatio: farther(a.gradientRatio, b.gradientRatio),
  };
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function most(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The ratio that is farther from 1. */
function farther(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.abs(Math.log(a + 1e-9)) >= Math.abs(Math.log(b + 1e-9)) ? a : b;
}
