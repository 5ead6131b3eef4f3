import { spreadOf, type Spread } from './statistics.js';

/** `x`: a ratio; `%`: a share of the peer's cost; `MiB`: memory; `s`: wall time. */
export type Unit = 'x' | '%' | 'MiB' | 's';

/** One figure of the table: ours against one peer on one file, round by round. */
export interface Measurement extends Spread {
  /** group/file/peer, the same in every run. */
  readonly id: string;
  /** In words: what is divided by what. */
  readonly what: string;
  readonly unit: Unit;
  /** Which direction is better for us. */
  readonly better: 'higher' | 'lower';
  /** One a round, in the order in which they were taken. */
  readonly rounds: readonly number[];
  /** Medians of the two sides, in `of`; null where there is no such side. */
  readonly ours: number | null;
  readonly peer: number | null;
  /** What `ours` and `peer` are. */
  readonly of: 'CPU ms' | 'wall ms' | 'MiB';
  /** Megapixels that one pass of ours covers; null where a rate says nothing. */
  readonly megapixels: number | null;
  /** What a reader must know to trust the figure. */
  readonly note: string | null;
}

/** A figure that does not exist in this run. */
export interface NotMeasured {
  readonly id: string;
  readonly reason: string;
}

export interface Outcome {
  readonly measurements: readonly Measurement[];
  readonly notMeasured: readonly NotMeasured[];
}

export type Description = Pick<Measurement, 'id' | 'what' | 'unit' | 'better'> &
  Partial<Pick<Measurement, 'of' | 'megapixels' | 'note'>>;

/** Divides round by round, so that what slows both sides down cancels. */
export function ratio(description: Description, ours: readonly number[], peer: readonly number[]): Measurement {
  const scale = description.unit === '%' ? 100 : 1;
  const rounds = ours.map((value, round) =>
    description.better === 'higher' ? peer[round]! / value : (scale * value) / peer[round]!,
  );
  return {
    of: 'CPU ms',
    megapixels: null,
    note: null,
    ...description,
    ...spreadOf(rounds),
    rounds,
    ours: spreadOf(ours).median,
    peer: spreadOf(peer).median,
  };
}

/** A figure of ours that is not divided by anything. */
export function plain(description: Description, rounds: readonly number[]): Measurement {
  return {
    of: 'MiB',
    megapixels: null,
    note: null,
    ...description,
    ...spreadOf(rounds),
    rounds,
    ours: null,
    peer: null,
  };
}
