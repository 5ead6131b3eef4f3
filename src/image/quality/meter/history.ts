import { blocksAlong } from '../kernels/blocks.js';
import { TILE_BLOCKS, TILE_CELLS_BYTES } from './layout.js';
import type { MeterMemory } from './memory.js';
import { BLOCK, type PairMetrics } from './pair-metrics.js';
import { TileFlags } from './tile-flags.js';

/** f64 of what computeChange tells. */
const CHANGE_VALUES = 4;

export type Change = Pick<PairMetrics, 'flicker' | 'late' | 'early'>;

/** The pair that was kept last, for figures in time. */
export class History {
  readonly #memory: MeterMemory;
  readonly #pair: number;
  /** The view on white. */
  readonly #view: number;
  /** Records of the moment that was kept, and of one that may be. */
  #kept: number;
  #aside: number | undefined;
  /** Tiles that may differ from those kept. */
  readonly since: TileFlags;
  readonly #all: TileFlags;
  readonly #change: number;
  readonly #readChange: () => Float64Array;
  #any = false;

  constructor(memory: MeterMemory, pair: number, view: number) {
    this.#memory = memory;
    this.#pair = pair;
    this.#view = view;
    this.#kept = this.#moment();
    this.since = new TileFlags(memory, pair);
    this.#all = new TileFlags(memory, pair);
    this.#change = memory.allocate(8 * CHANGE_VALUES);
    this.#readChange = memory.kernels.memory.lasting(() => memory.floats(this.#change, CHANGE_VALUES));
  }

  /** What changed since the pair that was kept; flicker is that of the whole canvas, visible or not. */
  change(): Change {
    if (!this.#any || !this.since.any) return { flicker: 0, late: null, early: null };
    const { kernels, width, height } = this.#memory;
    kernels.exports.computeChange(this.#pair, this.#view, this.#kept, this.since.address, this.#change);
    const change = this.#readChange();
    const [areas, late, early, flicker] = [change[0]!, change[1]!, change[2]!, change[3]!];
    const blocks = blocksAlong(width, BLOCK) * blocksAlong(height, BLOCK);
    const moved = areas > 0;
    return { flicker: flicker / blocks, late: moved ? late / areas : null, early: moved ? early / areas : null };
  }

  /** Keeps the current pair. */
  keep(): void {
    this.#remember(this.#kept, this.since);
    this.since.clear();
    this.#any = true;
  }

  /** Sets the current pair aside, before another is shown. */
  setAside(): void {
    this.#remember((this.#aside ??= this.#moment()), this.#all);
  }

  /** Keeps the pair that was set aside. */
  keepAside(): void {
    if (this.#aside === undefined) return;
    [this.#kept, this.#aside] = [this.#aside, this.#kept];
    // what was flagged since the pair that was kept before holds what changed since this one
    this.#any = true;
  }

  #remember(moment: number, flags: TileFlags): void {
    this.#memory.kernels.exports.rememberTiles(this.#pair, this.#view, moment, flags.address);
  }

  #moment(): number {
    const { tiles } = this.#memory;
    const [cells, blocks] = [TILE_CELLS_BYTES * tiles, 4 * TILE_BLOCKS * tiles];
    return this.#memory.record([cells, cells, blocks, blocks].map((bytes) => this.#memory.allocate(bytes)));
  }
}
