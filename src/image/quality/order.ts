import type { Plan } from './plan.js';

/** How much each frame of a file seems to change; empty where nothing is known. */
export type Weights = ArrayLike<number>;

/** A change stands out from twice the median on: about where a cut lies among frames that move as usual. */
const OUTSTANDING = 2;
/** A frame of average bytes and area weighs 2: under a twentieth of that, more or less is only headers. */
const LEAST_WEIGHT = 0.1;

/**
 * Ranks of a plan's places, 0 = compared first: both ends, then cuts, the largest changes and frames that shrank or grew
 * as no others (at most the square root of the places, so that they never crowd out the rest), then the radical inverse
 * in base 2, of which every prefix is spread evenly over the time (van der Corput, Verteilungsfunktionen, 1935). Whoever
 * stops early has the best set so far.
 */
export function progressiveRanks(plan: Plan, original: Weights, output: Weights): Uint32Array {
  const places = plan.length;
  const ranks = new Uint32Array(places).fill(UNRANKED);
  let next = 0;
  const take = (place: number): void => {
    if (ranks[place] === UNRANKED) ranks[place] = next++;
  };
  if (places > 0) take(0);
  if (places > 1) take(places - 1);
  for (const place of outstanding(plan, original, output)) take(place);
  // twice the places in steps of a power of two meet every place
  const steps = 2 ** Math.ceil(Math.log2(Math.max(1, places)));
  for (let step = 0; step < steps; step++) {
    const place = radicalInverse(step, steps);
    if (place < places) take(place);
  }
  return ranks;
}

const UNRANKED = 2 ** 32 - 1;

/** Places that change far more than usual in either file, or shrank or grew far more than the others, largest first. */
function outstanding(plan: Plan, original: Weights, output: Weights): number[] {
  const pairs = Array.from({ length: plan.length }, (_, place) => {
    const [pair] = plan.choiceAt(place);
    return [original[pair!.original] ?? 0, output[pair!.output] ?? 0] as const;
  });
  const changes = pairs.map(([from, to]) => Math.max(from, to));
  // a frame that lost its picture is as small as one that shows nothing new, but only in the output
  const growths = pairs.map(([from, to]) => (to + LEAST_WEIGHT) / (from + LEAST_WEIGHT));
  const [usualChange, usualGrowth] = [median(changes), median(growths)];
  const scores = pairs.map((_, place) => {
    const growth = growths[place]! / usualGrowth;
    // squared: one that keeps its area loses half of its weight at most
    return Math.max(changes[place]! / Math.max(usualChange, LEAST_WEIGHT), Math.max(growth, 1 / growth) ** 2);
  });
  return [...scores.keys()]
    .filter((place) => scores[place]! > OUTSTANDING)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, Math.ceil(Math.sqrt(scores.length)));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The bits of `index` in reverse order: index / size mirrored at the binary point, times size (a power of two). */
function radicalInverse(index: number, size: number): number {
  let mirrored = 0;
  for (let bit = size >> 1, rest = index; rest > 0; bit >>= 1, rest >>= 1) if (rest & 1) mirrored += bit;
  return mirrored;
}
