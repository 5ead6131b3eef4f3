import {
  blockMeans,
  blocksAlong,
  cellSums,
  composite,
  createCells,
  createColorDifference,
  createPlainGmsd,
  createLocalStructure,
  createPlainSsim,
  createPlainSsimAtPatches,
  createPlainSsimFast,
  gradientRatio,
  lumaOf,
  meanSquaredError,
  mistiming,
  psnrOf,
  temporalExcess,
  type Cells,
} from '../kernels/index.js';
import {
  BLACK,
  BLOCK,
  WHITE,
  type Known,
  type PairMeter,
  type PairMetrics,
  type Shown,
  type WantsExact,
} from './pair-metrics.js';
import { least, visibleShare, worse, type BackgroundMetrics } from './backgrounds.js';

/** The meter in TypeScript: computes every pair whole. What the compiled one is tested against, and its stand-in. */
export class PlainPairMeter implements PairMeter {
  readonly #width: number;
  readonly #height: number;
  readonly #ssim;
  readonly #ssimFast;
  readonly #ssimAtPatches;
  readonly #gmsd;
  readonly #colorDifference = createColorDifference();
  readonly #localStructure;
  readonly #rgba: readonly [Uint8Array, Uint8Array];
  readonly #rgb: readonly [Uint8Array, Uint8Array];
  readonly #luma: readonly [Uint8Array, Uint8Array];
  #now: Moment;
  #before: Moment;
  #kept = false;

  constructor(width: number, height: number) {
    const pixels = width * height;
    this.#width = width;
    this.#height = height;
    this.#ssim = createPlainSsim(width, height);
    this.#ssimFast = createPlainSsimFast(width, height);
    this.#ssimAtPatches = createPlainSsimAtPatches(width, height);
    this.#gmsd = createPlainGmsd(width, height);
    this.#localStructure = createLocalStructure(width, height);
    this.#rgba = [new Uint8Array(4 * pixels), new Uint8Array(4 * pixels)];
    this.#rgb = [new Uint8Array(3 * pixels), new Uint8Array(3 * pixels)];
    this.#luma = [new Uint8Array(pixels), new Uint8Array(pixels)];
    this.#now = new Moment(width, height);
    this.#before = new Moment(width, height);
  }

  show(original: Shown, output: Shown): void {
    this.#rgba[0].set(original.rgba);
    this.#rgba[1].set(output.rgba);
  }

  error(): number {
    return Math.max(...this.#backgrounds().map((background) => this.#errorOn(background)));
  }

  measure(wantsExact: WantsExact = () => true): PairMetrics {
    const [width, height] = [this.#width, this.#height];
    // white comes last, so that the planes kept for the temporal figures are always those on white
    const backgrounds = this.#backgrounds();
    const metrics = backgrounds.map((background) => this.#metricsOn(background));
    const { original, output } = this.#now;
    blockMeans(this.#luma[0], width, height, BLOCK, original.blocks);
    blockMeans(this.#luma[1], width, height, BLOCK, output.blocks);
    cellSums(this.#rgba[0], width, height, original.cells);
    cellSums(this.#rgba[1], width, height, output.cells);
    const { flicker, late, early } = this.#kept
      ? temporalOf(this.#before, this.#now)
      : { flicker: 0, late: null, early: null };
    const worst = metrics.reduce(worse);
    const known: Known = {
      ...worst,
      changed: 1,
      shortfallAt: (patches) => Math.max(...this.#onEach(backgrounds, (luma) => this.#ssimAtPatches(...luma, patches))),
    };
    const ssim = wantsExact(known) ? this.#onEach(backgrounds, (luma) => this.#ssim(...luma)).reduce(least) : null;
    const { visible, changed } = alphaOf(...this.#rgba);
    const perVisible = 1 / visibleShare(visible, width * height);
    return {
      ...worst,
      ssim,
      deltaE: worst.deltaE * perVisible,
      flicker: flicker * perVisible,
      alphaChanged: changed / (width * height),
      late,
      early,
    };
  }

  keep(): void {
    [this.#before, this.#now] = [this.#now, this.#before];
    this.#kept = true;
  }

  close(): void {}

  /** Black and white where anything is see-through; one background where nothing is. */
  #backgrounds(): readonly number[] {
    return alphaOf(...this.#rgba).seeThrough > 0 ? [BLACK, WHITE] : [WHITE];
  }

  #errorOn(background: number): number {
    composite(this.#rgba[0], background, this.#rgb[0]);
    composite(this.#rgba[1], background, this.#rgb[1]);
    return meanSquaredError(...this.#rgb);
  }

  #metricsOn(background: number): BackgroundMetrics {
    const [width, height] = [this.#width, this.#height];
    const mse = this.#errorOn(background);
    this.#lumaOn(background);
    const color = this.#colorDifference(...this.#rgb, width, height, BLOCK);
    return {
      ssim: null,
      ssimFast: this.#ssimFast(...this.#luma),
      mse,
      psnr: psnrOf(mse),
      deltaE: color.mean,
      deltaEP95: color.p95,
      localDeltaE: color.worstArea,
      localStructure: this.#localStructure(...this.#luma),
      gmsd: this.#gmsd(...this.#luma),
      gradientRatio: gradientRatio(...this.#luma, width, height),
    };
  }

  #onEach<T>(backgrounds: readonly number[], measure: (luma: readonly [Uint8Array, Uint8Array]) => T): T[] {
    return backgrounds.map((background) => {
      this.#lumaOn(background);
      return measure(this.#luma);
    });
  }

  #lumaOn(background: number): void {
    lumaOf(composite(this.#rgba[0], background, this.#rgb[0]), this.#luma[0]);
    lumaOf(composite(this.#rgba[1], background, this.#rgb[1]), this.#luma[1]);
  }
}

/** What is remembered of a pair, so that the next can be compared with it in time. */
class Moment {
  readonly original: Picture;
  readonly output: Picture;

  constructor(width: number, height: number) {
    const blocks = blocksAlong(width, BLOCK) * blocksAlong(height, BLOCK);
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

function temporalOf(
  { original: o0, output: p0 }: Moment,
  { original: o1, output: p1 }: Moment,
): Pick<PairMetrics, 'flicker' | 'late' | 'early'> {
  return {
    flicker: temporalExcess(o0.blocks, o1.blocks, p0.blocks, p1.blocks),
    ...(mistiming(o0.cells, o1.cells, p0.cells, p1.cells) ?? { late: null, early: null }),
  };
}

/** Counts of pixels. */
interface AlphaCounts {
  /** Not opaque in both. */
  readonly seeThrough: number;
  /** Not invisible in both. */
  readonly visible: number;
  /** Went from see-through to opaque or back; below half counts as see-through. */
  readonly changed: number;
}

function alphaOf(original: Uint8Array, output: Uint8Array): AlphaCounts {
  let seeThrough = 0;
  let visible = 0;
  let changed = 0;
  for (let at = 3; at < original.length; at += 4) {
    const [a, b] = [original[at]!, output[at]!];
    if (a !== 255 || b !== 255) seeThrough += 1;
    if (a !== 0 || b !== 0) visible += 1;
    if (a < 128 !== b < 128) changed += 1;
  }
  return { seeThrough, visible, changed };
}
