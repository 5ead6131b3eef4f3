import type { Area } from '../../reader.js';
import { SCRATCH_BYTES, type TileKernel } from '../../wasm/tile-kernels.js';
import { deviationOf } from '../kernels/compiled-gmsd.js';
import { compiledSsimFits, meanOfShortfall, ssimFastWindows, ssimWindows } from '../kernels/compiled-ssim.js';
import { psnrOf } from '../kernels/error.js';
import { GMSD_SMALLEST_SIDE } from '../kernels/gmsd.js';
import { SSIM_FAST_SMALLEST_SIDE } from '../kernels/ssim-fast.js';
import { createSsim as createPlainSsim } from '../kernels/ssim.js';
import { TILE_BLOCKS } from './layout.js';
import type { MeterMemory } from './memory.js';
import type { BackgroundMetrics } from './backgrounds.js';
import { TileFlags, type TileRectangle } from './tile-flags.js';

const CHANNELS = 3;
/** Patches whose indices the kernel gets at once. */
const LISTED = 1024;
/** f64 of the record Figures in assembly/pair.ts. */
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
  mark(area: Area): void {
    this.#unread.mark(area);
  }

  /**
   * Reads the tiles of RGBA that changed.
   * @param others - flags that are to tell of changes too
   */
  read(...others: readonly TileFlags[]): void {
    this.#changed = 0;
    if (!this.#unread.any) return;
    this.#memory.kernels.exports.computePlanes(this.#pair, this.address, this.#unread.address);
    this.#changed = this.#shareOf(this.#unread);
    for (const flags of [this.touched, this.#near, this.#nearExact, ...others]) flags.markChanges(this.#unread);
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

  /** Share of the tiles that are flagged, 0..1. */
  #shareOf({ address }: TileFlags): number {
    const { tiles, kernels } = this.#memory;
    return kernels.memory.bytes(address, tiles).reduce((sum, flag) => sum + Math.min(flag, 1), 0) / tiles;
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
    const [gradients, outputGradients, ssimFast, gmsd, gmsdSquares, structure, deltaE, deltaEP95, localDeltaE] =
      this.#memory.floats(this.#figures, FIGURES) as unknown as Figures;
    const side = Math.min(width, height);
    const halved = Math.ceil(width / 2) * Math.ceil(height / 2);
    return {
      ssim: null,
      ssimFast: side < SSIM_FAST_SMALLEST_SIDE ? null : meanOfShortfall(ssimFast, ssimFastWindows(width, height)),
      mse,
      psnr: psnrOf(mse),
      deltaE,
      deltaEP95,
      localDeltaE,
      localStructure: structure === Infinity ? null : structure,
      gmsd: side < GMSD_SMALLEST_SIDE ? null : deviationOf([gmsd, gmsdSquares], halved),
      gradientRatio: gradients === 0 ? null : outputGradients / gradients,
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

  #run(kernel: TileKernel, sums: number, rectangles: readonly TileRectangle[]): void {
    const { width, height } = this.#memory;
    for (const { left, top, right, bottom } of rectangles) {
      kernel(this.#originalLuma, this.#outputLuma, width, height, left, top, right, bottom, this.#scratch, sums);
    }
  }
}

/** The record, as assembly/pair.ts has it. */
type Figures = readonly [
  originalGradients: number,
  outputGradients: number,
  ssimFastShortfall: number,
  gmsdShortfall: number,
  gmsdSquares: number,
  lowestStructure: number,
  deltaE: number,
  deltaEP95: number,
  worstDeltaE: number,
];
