/** A point of size against quality: smaller is better in the first, greater in the second. */
export interface Point {
  readonly size: number;
  readonly quality: number;
}

/**
 * Those that no other beats, i.e. is as small and as good, and smaller or better; by size. Points that are the same do
 * not beat each other.
 */
export function frontOf<T extends Point>(points: readonly T[]): T[] {
  const bySize = points.toSorted((a, b) => a.size - b.size || b.quality - a.quality);
  const front: T[] = [];
  for (const point of bySize) {
    const last = front.at(-1);
    const same = last?.size === point.size && last.quality === point.quality;
    if (last === undefined || point.quality > last.quality || same) front.push(point);
  }
  return front;
}
