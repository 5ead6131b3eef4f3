import type { Kernels } from '../../wasm/kernels.js';
import { expectValues } from '../kernels/sizes.js';
import { History } from './history.js';
import { TILE_CELLS_BYTES } from './layout.js';
import { MeterMemory } from './memory.js';
import { Picture } from './picture.js';
import { MeterView } from './view.js';
import { least, visibleShare, worse } from './backgrounds.js';
import {
  BLACK,
  WHITE,
  type Known,
  type PairMeter,
  type PairMetrics,
  type Shown,
  type WantsExact,
} from './pair-metrics.js';

/** Of a tile: pixels that are not opaque in both, visible in either, see-through in one only. */
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
  #counts: readonly [seeThrough: number, visible: number, changed: number] = [0, 0, 0];
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
    for (const { changed } of [original, output]) {
      for (const view of [this.#white, this.#black]) view?.mark(changed);
    }
    // colours on black are made of the cells that are read here
    this.#white.read(this.#history.since, ...(this.#black ? [this.#black.touched] : []));
    this.#counts = this.#countAlpha();
    if (this.#counts[0] > 0) (this.#black ??= new MeterView(this.#memory, this.#pair, BLACK)).read();
  }

  error(): number {
    return Math.max(...this.#views().map((view) => view.error()));
  }

  measure(wantsExact: WantsExact = () => true): PairMetrics {
    const { width, height } = this.#memory;
    const views = this.#views();
    const worst = views.map((view) => view.metrics()).reduce(worse);
    const [, visible, changed] = this.#counts;
    const { flicker, late, early } = this.#history.change();
    const perVisible = 1 / visibleShare(visible, width * height);
    this.#measured = 'current';
    const known: Known = {
      ssimFast: worst.ssimFast,
      gradientRatio: worst.gradientRatio,
      changed: Math.max(...views.map((view) => view.changed)),
      shortfallAt: (patches) => Math.max(...views.map((view) => view.shortfallAt(patches))),
    };
    return {
      ssim: wantsExact(known) ? views.map((view) => view.ssim()).reduce(least) : null,
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
      alphaChanged: changed / (width * height),
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

  /** Black and white where anything is see-through; one background where nothing is. */
  #views(): readonly MeterView[] {
    return this.#counts[0] > 0 && this.#black ? [this.#black, this.#white] : [this.#white];
  }

  /** See assembly/totals.ts. */
  #countAlpha(): readonly [seeThrough: number, visible: number, changed: number] {
    const count = (which: number): number => this.#memory.kernels.exports.countAlpha(this.#pair, which);
    return [count(0), count(1), count(2)];
  }
}
