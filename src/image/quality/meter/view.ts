import { SCRATCH_BYTES, type TileKernel } from '../../wasm/tile-kernels.js';
import { deviationOf } from '../kernels/compiled-gmsd.js';
import { compiledSsimFits, meanOfShortfall, ssimFastWindows, ssimWindows } from '../kernels/compiled-ssim.js';
import { psnrOf } from '../kernels/error.js';
import { GMSD_SMALLEST_SIDE } from '../kernels/gmsd.js';
import { SSIM_FAST_SMALLEST_SIDE } from '../kernels/ssim-fast.js';
import { createSsim as createPlainSsim } from '../kernels/ssim.js';
import { TILE_BLOCKS } from './layout.js';
import type { MeterMemory } from './memory.js';
import type { Shown } from './pair-metrics.js';
import type { BackgroundMetrics } from './backgrounds.js';
import { CORNERS, TileFlags } from './tile-flags.js';

const CHANNELS = 3;
/** Patches whose indices the kernel gets at once. */
const LISTED = 1024;
/** Where the f64 of the record Figures in assembly/pair.ts are. */
const ORIGINAL_GRADIENTS = 0;
const OUTPUT_GRADIENTS = 1;
const SSIM_FAST_SHORTFALL = 2;
const GMSD_SHORTFALL = 3;
const GMSD_SQUARES = 4;
const LOWEST_STRUCTURE = 5;
const DELTA_E = 6;
const DELTA_E_P95 = 7;
const WORST_DELTA_E = 8;
const FIGURES = 9;

/** A pair as seen on one background: its luma, and all figures that are made of it. */
export class MeterView {
  readonly address: number;
  readonly #memory: MeterMemory;
  readonly #pair: number;
  readonly #originalLuma: number;
  readonly #outputLuma: number;
  readonly #ssimFast: number;
  readonly #ssim: number;
  readonly #gmsd: number;
  readonly #figures: number;
  readonly #readFigures: () => Float64Array;
  readonly #scratch: number;
  readonly #patches: number;
  /** Whose RGBA may have changed. */
  readonly #unread: TileFlags;
  /** For what is made of blocks: luma or colours changed. */
  readonly touched: TileFlags;
  /** For what is made of windows: luma changed in them; of the windows of the exact SSIM, which are not always asked for. */
  readonly #near: TileFlags;
  readonly #nearExact: TileFlags;
  #metrics: BackgroundMetrics | undefined;
  #changed = 0;

  constructor(memory: MeterMemory, pair: number, background: number) {
    const { tiles, width, height } = memory;
    this.#memory = memory;
    this.#pair = pair;
    this.#originalLuma = memory.allocate(width * height);
    this.#outputLuma = memory.allocate(width * height);
    this.#ssimFast = memory.allocate(8 * tiles);
    this.#ssim = memory.allocate(8 * tiles);
    this.#gmsd = memory.allocate(16 * tiles);
    this.#figures = memory.allocate(8 * FIGURES);
    this.#readFigures = memory.kernels.memory.lasting(() => memory.floats(this.#figures, FIGURES));
    this.#scratch = memory.allocate(SCRATCH_BYTES);
    this.#patches = memory.allocate(4 * LISTED);
    const structure = memory.allocate(8 * TILE_BLOCKS * tiles);
    memory.floats(structure, TILE_BLOCKS * tiles).fill(Infinity);
    this.address = memory.record([
      background,
      this.#originalLuma,
      this.#outputLuma,
      memory.allocate(5 * 4 * TILE_BLOCKS * tiles),
      memory.allocate(4 * tiles),
      memory.allocate(8 * tiles),
      this.#ssim,
      this.#ssimFast,
      this.#gmsd,
      structure,
      memory.allocate(12 * TILE_BLOCKS * tiles),
      memory.allocate(12 * TILE_BLOCKS * tiles),
      memory.allocate(4 * TILE_BLOCKS * tiles),
    ]);
    this.#unread = new TileFlags(memory, pair);
    this.touched = new TileFlags(memory, pair);
    this.#near = new TileFlags(memory, pair, true);
    this.#nearExact = new TileFlags(memory, pair, true);
  }

  /** Takes note of where the RGBA changed. */
  mark({ changed, touched }: Shown): void {
    if (touched) this.#unread.markTiles(touched);
    else this.#unread.mark(changed);
  }

  /**
   * Reads the tiles of RGBA that changed.
   * @param since - flags that are to tell of changes too
   * @param besides - and more of them
   */
  read(since?: TileFlags, besides?: TileFlags): void {
    this.#changed = 0;
    if (!this.#unread.any) return;
    this.#memory.kernels.exports.computePlanes(this.#pair, this.address, this.#unread.address);
    this.#changed = this.#unread.count / this.#memory.tiles;
    this.touched.markChanges(this.#unread);
    this.#near.markChanges(this.#unread);
    this.#nearExact.markChanges(this.#unread);
    since?.markChanges(this.#unread);
    besides?.markChanges(this.#unread);
    this.#unread.clear();
    this.#metrics = undefined;
  }

  /** Share of the tiles that were not as before when they were last read, 0..1. */
  get changed(): number {
    return this.#changed;
  }

  /** Mean squared error, 0..65025. */
  error(): number {
    const { width, height, kernels } = this.#memory;
    return kernels.exports.squaredError(this.#pair, this.address) / (CHANNELS * width * height);
  }

  /** All but the exact SSIM. */
  metrics(): BackgroundMetrics {
    return (this.#metrics ??= this.#compute());
  }

  /** null where a side is under 11 px. */
  ssim(): number | null {
    const { width, height, kernels } = this.#memory;
    if (!compiledSsimFits(width, height)) return this.#plainSsim();
    this.#settle(this.#nearExact);
    this.#run(kernels.exports.ssimTiles, this.#ssim, this.#nearExact.rectangles());
    this.#nearExact.clear();
    return meanOfShortfall(kernels.exports.ssimShortfall(this.#pair, this.address), ssimWindows(width, height));
  }

  /** 1 - SSIM summed over the windows of some patches. */
  shortfallAt(patches: Uint32Array): number {
    const { width, height, kernels } = this.#memory;
    const [original, output, list] = [this.#originalLuma, this.#outputLuma, this.#patches];
    let shortfall = 0;
    for (let at = 0; at < patches.length; at += LISTED) {
      const some = patches.subarray(at, at + LISTED);
      this.#memory.words(list, some.length).set(some);
      shortfall += kernels.exports.ssimAtPatches(original, output, width, height, list, some.length, this.#scratch);
    }
    return shortfall;
  }

  #plainSsim(): number | null {
    const { width, height, kernels } = this.#memory;
    const luma = (address: number): Uint8Array => kernels.memory.bytes(address, width * height);
    return createPlainSsim(width, height)(luma(this.#originalLuma), luma(this.#outputLuma));
  }

  #compute(): BackgroundMetrics {
    const { width, height } = this.#memory;
    if (this.touched.any) this.#computeBlocks();
    if (this.#near.any) this.#computeWindows();
    const mse = this.error();
    const figures = this.#readFigures();
    const gradients = figures[ORIGINAL_GRADIENTS]!;
    const structure = figures[LOWEST_STRUCTURE]!;
    const side = Math.min(width, height);
    const halved = Math.ceil(width / 2) * Math.ceil(height / 2);
    return {
      ssim: null,
      ssimFast:
        side < SSIM_FAST_SMALLEST_SIDE
          ? null
          : meanOfShortfall(figures[SSIM_FAST_SHORTFALL]!, ssimFastWindows(width, height)),
      mse,
      psnr: psnrOf(mse),
      deltaE: figures[DELTA_E]!,
      deltaEP95: figures[DELTA_E_P95]!,
      localDeltaE: figures[WORST_DELTA_E]!,
      localStructure: structure === Infinity ? null : structure,
      gmsd: side < GMSD_SMALLEST_SIDE ? null : deviationOf([figures[GMSD_SHORTFALL]!, figures[GMSD_SQUARES]!], halved),
      gradientRatio: gradients === 0 ? null : figures[OUTPUT_GRADIENTS]! / gradients,
    };
  }

  #computeBlocks(): void {
    const { exports } = this.#memory.kernels;
    exports.computeStructure(this.#pair, this.address, this.touched.address);
    exports.computeColors(this.#pair, this.address, this.touched.address);
    exports.summarizeBlocks(this.#pair, this.address, this.#figures);
    this.touched.clear();
  }

  #computeWindows(): void {
    const { exports } = this.#memory.kernels;
    exports.computeGradients(this.#pair, this.address, this.#near.address);
    this.#settle(this.#near);
    const rectangles = this.#near.rectangles();
    this.#run(exports.ssimFastTiles, this.#ssimFast, rectangles);
    this.#run(exports.gmsdTiles, this.#gmsd, rectangles);
    exports.summarizeWindows(this.#pair, this.address, this.#figures);
    this.#near.clear();
  }

  /** What is the same in both pictures needs no kernel. */
  #settle(flags: TileFlags): void {
    this.#memory.kernels.exports.settleSameTiles(this.#pair, this.address, flags.address);
  }

  #run(kernel: TileKernel, sums: number, rectangles: Uint32Array): void {
    const { width, height } = this.#memory;
    for (let at = 0; at < rectangles.length; at += CORNERS) {
      const left = rectangles[at]!;
      const top = rectangles[at + 1]!;
      const right = rectangles[at + 2]!;
      const bottom = rectangles[at + 3]!;
      kernel(this.#originalLuma, this.#outputLuma, width, height, left, top, right, bottom, this.#scratch, sums);
    }
  }
}
