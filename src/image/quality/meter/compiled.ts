import type { Kernels } from '../../wasm/kernels.js';
import { expectValues } from '../kernels/sizes.js';
import { History } from './history.js';
import { TILE_CELLS_BYTES } from './layout.js';
import { MeterMemory } from './memory.js';
import { Picture } from './picture.js';
import { MeterView } from './view.js';
import { least, visibleShare, worse } from './backgrounds.js';
import { BLACK, WHITE, type PairMeter, type PairMetrics, type Shown, type WantsExact } from './pair-metrics.js';

/** Of a tile: pixels that are not opaque in both, visible in either, see-through in one only. */
const [SEE_THROUGH, VISIBLE, CHANGED] = [0, 1, 2] as const;
const ALPHA_COUNTS = 3;

/** The meter in WebAssembly: computes the tiles that changed since the pair before, all steps on one memory. */
export class CompiledPairMeter implements PairMeter {
  readonly #memory: MeterMemory;
  readonly #pair: number;
  readonly #original: Picture;
  readonly #output: Picture;
  readonly #history: History;
  readonly #white: MeterView;
  /** Made when something see-through is met. */
  #black: MeterView | undefined;
  #seeThrough = false;
  /** Where the pair measured last is, until it is kept. */
  #measured: 'nowhere' | 'current' | 'aside' = 'nowhere';

  constructor(kernels: Kernels, width: number, height: number) {
    const memory = new MeterMemory(kernels, width, height);
    this.#memory = memory;
    try {
      this.#pair = memory.record([
        width,
        height,
        memory.tileColumns,
        memory.tileRows,
        0,
        0,
        memory.allocate(TILE_CELLS_BYTES * memory.tiles),
        memory.allocate(TILE_CELLS_BYTES * memory.tiles),
        memory.allocate(4 * ALPHA_COUNTS * memory.tiles),
      ]);
      this.#original = new Picture(memory);
      this.#output = new Picture(memory);
      this.#white = new MeterView(memory, this.#pair, WHITE);
      this.#history = new History(memory, this.#pair, this.#white.address);
    } catch (error) {
      // nobody has the meter, so nobody can close it
      memory.free();
      throw error;
    }
  }

  show(original: Shown, output: Shown): void {
    const { width, height } = this.#memory;
    expectValues(4 * width * height, { original: original.rgba, output: output.rgba });
    // before the memory may grow, which leaves views on it behind
    const [originalInside, outputInside] = [this.#original.inside(original), this.#output.inside(output)];
    if (this.#measured === 'current') {
      this.#history.setAside();
      this.#measured = 'aside';
    }
    const { exports } = this.#memory.kernels;
    exports.setPictures(
      this.#pair,
      originalInside ?? this.#original.copy(original),
      outputInside ?? this.#output.copy(output),
    );
    for (const view of [this.#white, this.#black]) {
      view?.mark(original);
      view?.mark(output);
    }
    // colours on black are made of the cells that are read here
    this.#white.read(this.#history.since, this.#black?.touched);
    this.#seeThrough = exports.countAlpha(this.#pair, SEE_THROUGH) > 0;
    if (this.#seeThrough) (this.#black ??= new MeterView(this.#memory, this.#pair, BLACK)).read();
  }

  error(): number {
    const onWhite = this.#white.error();
    return this.#onBlack ? Math.max(this.#onBlack.error(), onWhite) : onWhite;
  }

  measure(wantsExact: WantsExact = () => true): PairMetrics {
    const { width, height, kernels } = this.#memory;
    const [white, black] = [this.#white, this.#onBlack];
    const worst = black ? worse(black.metrics(), white.metrics()) : white.metrics();
    const { flicker, late, early } = this.#history.change();
    const perVisible = 1 / visibleShare(kernels.exports.countAlpha(this.#pair, VISIBLE), width * height);
    this.#measured = 'current';
    const exact = wantsExact({
      ssimFast: worst.ssimFast,
      gradientRatio: worst.gradientRatio,
      changed: black ? Math.max(black.changed, white.changed) : white.changed,
      shortfallAt: this.#shortfallAt,
    });
    return {
      ssim: exact ? this.#ssim() : null,
      ssimFast: worst.ssimFast,
      mse: worst.mse,
      psnr: worst.psnr,
      deltaE: worst.deltaE * perVisible,
      deltaEP95: worst.deltaEP95,
      localDeltaE: worst.localDeltaE,
      localStructure: worst.localStructure,
      gmsd: worst.gmsd,
      gradientRatio: worst.gradientRatio,
      flicker: flicker * perVisible,
      alphaChanged: kernels.exports.countAlpha(this.#pair, CHANGED) / (width * height),
      late,
      early,
    };
  }

  keep(): void {
    if (this.#measured === 'current') this.#history.keep();
    else if (this.#measured === 'aside') this.#history.keepAside();
    this.#measured = 'nowhere';
  }

  close(): void {
    this.#memory.free();
  }

  /** The view on black where anything is see-through; one background does where nothing is. */
  get #onBlack(): MeterView | undefined {
    return this.#seeThrough ? this.#black : undefined;
  }

  #ssim(): number | null {
    const onWhite = this.#white.ssim();
    return this.#onBlack ? least(this.#onBlack.ssim(), onWhite) : onWhite;
  }

  /** Made once: it is handed on with every pair. */
  readonly #shortfallAt = (patches: Uint32Array): number => {
    const onWhite = this.#white.shortfallAt(patches);
    return this.#onBlack ? Math.max(this.#onBlack.shortfallAt(patches), onWhite) : onWhite;
  };
}
