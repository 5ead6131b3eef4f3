import type { Contestant, Cost } from './contestant.js';
import { progress } from './progress.js';

export interface Pace {
  /** Rounds to take. */
  readonly rounds: number;
  /** After this long no further round is begun, ms; the fewest rounds are taken whatever they last. */
  readonly enoughMs: number;
}

/** Quartiles need three values. */
export const FEWEST_ROUNDS = 3;

/**
 * V8 compiles the same code well in one process and badly in the next, for as long as each lives (a factor of 1.5 has
 * been seen): figures of one process alone would be luck.
 */
const ROUNDS_A_PROCESS = 2;

/**
 * Lets the contestants take turns, every other round in the opposite order, so that what slows the machine down for a
 * while falls on all of them alike.
 * @returns the costs of each contestant, one a round
 */
export async function alternate(
  contestants: readonly Contestant[],
  { rounds, enoughMs }: Pace,
): Promise<Map<string, Cost[]>> {
  const costs = new Map<string, Cost[]>(contestants.map(({ name }) => [name, []]));
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() - start > enoughMs) break;
    if (round > 0 && round % ROUNDS_A_PROCESS === 0) for (const contestant of contestants) await contestant.renew();
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      progress(`round ${round + 1} of ${rounds}: ${contestant.name}`);
      costs.get(contestant.name)!.push(await contestant.run());
    }
  }
  return costs;
}
