import type { MeasuredPair } from './picture.js';

/** Steps of the slider: twelve tell a flicker from a fade, and sprites of so many are some 100 kB. */
const MOST_SHOWN = 12;

/**
 * The pairs that are shown: all where they are few; else the ones with the lowest SSIM and the largest colour difference,
 * the first, and the others evenly spread. Ascending, without repetition.
 */
export function shownFrames(pairs: readonly MeasuredPair[], most = MOST_SHOWN): MeasuredPair[] {
  if (pairs.length <= most) return [...pairs];
  const chosen = new Set([worst(pairs, ({ ssim }) => ssim), worst(pairs, ({ deltaE }) => negative(deltaE)), 0]);
  chosen.delete(-1);
  for (let parts = most - chosen.size; chosen.size < most; parts += 1) {
    for (let part = 0; part < parts && chosen.size < most; part += 1) {
      chosen.add(Math.floor(((part + 0.5) * pairs.length) / parts));
    }
  }
  return pairs.filter((_, index) => chosen.has(index));
}

/** Index of the pair with the lowest value; -1 where none has one. */
function worst(pairs: readonly MeasuredPair[], of: (pair: MeasuredPair) => number | null): number {
  let found = -1;
  let lowest = Infinity;
  for (const [index, pair] of pairs.entries()) {
    const value = of(pair);
    if (value === null || value >= lowest) continue;
    lowest = value;
    found = index;
  }
  return found;
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}
