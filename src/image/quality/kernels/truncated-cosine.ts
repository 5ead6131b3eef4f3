/**
 * Half of the window that libjxl's recursive Gaussian applies: the impulse response of Charalampidis, "Recursive
 * Implementation of the Gaussian Filter Using Truncated Cosine Functions" (IEEE TSP 64(14), 2016), three cosines. The
 * recursion and this window give the same values but for rounding, which the recursion piles up along a row.
 *
 * @returns [centre, 1 px off, ...]: 5 weights for sigma 1.5. The sum with the other half is 1
 */
export function truncatedCosineHalf(sigma: number): number[] {
  // equation 57: where the cosines are cut off
  const radius = Math.round(3.2795 * sigma + 0.2546);
  const omegas = [1, 3, 5].map((k) => (k * Math.PI) / (2 * radius));
  // each cosine's coefficient: the nearest to a Gaussian with the sum 1 and the variance sigma^2 (equations 52 to 56)
  const sums = omegas.map((omega, i) => sign(i) / Math.tan(omega / 2));
  const moments = omegas.map((omega, i) => (sign(i) * sums[i]! * sums[i]!) / Math.sin(omega));
  const heights = omegas.map((omega) => Math.exp(-(sigma * sigma * omega * omega) / 2) / radius);
  const normal = cross(sums, moments);
  const betas = solve(
    [sums, moments, normal.map((value) => value / normal[2]!)],
    [1, radius ** 2 - sigma ** 2, dot(normal, heights) / normal[2]!],
  );
  // the cosines are 0 at the radius itself
  return Array.from({ length: radius }, (_, x) =>
    dot(
      betas,
      omegas.map((omega) => Math.cos(omega * x)),
    ),
  );
}

type Triple = readonly number[];

function sign(index: number): number {
  return index === 1 ? -1 : 1;
}

function dot(a: Triple, b: Triple): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
}

function cross(a: Triple, b: Triple): number[] {
  return [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!];
}

/** x with rows . x = values, by Cramer's rule. */
function solve(rows: readonly [Triple, Triple, Triple], values: Triple): number[] {
  const [a, b, c] = rows;
  const determinant = dot(a, cross(b, c));
  const parts = [cross(b, c), cross(c, a), cross(a, b)];
  return [0, 1, 2].map((i) => parts.reduce((sum, part, row) => sum + part[i]! * values[row]!, 0) / determinant);
}
