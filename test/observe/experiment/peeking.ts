/** Most errors that a right procedure makes in `runs`, save once in a thousand times: its share plus three deviations. */
export function mostErrors(runs: number, alpha: number): number {
  return runs * alpha + 3 * Math.sqrt(runs * alpha * (1 - alpha));
}

/** Looks that become rarer: each number up to 100, then every twentieth part more. */
export function looks(most: number): number[] {
  const at: number[] = [];
  for (let count = 1; count <= most; count = Math.max(count + 1, Math.round(count * 1.05))) at.push(count);
  return at;
}

/** Every subject of the simulated experiments is looked at once it is there, up to so many. */
export const SUBJECTS = 20_000;
