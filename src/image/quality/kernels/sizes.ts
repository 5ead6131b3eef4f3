import { invalidArgument } from '../../../core/errors.js';

type Plane = Uint8Array | Float32Array;

/**
 * Refuses planes of a wrong size or of none: arithmetic past the end gives NaN, which passes every "is it worse than"
 * comparison, and an empty picture would count as identical to anything.
 *
 * @throws UsageError `invalid_argument`
 */
export function expectValues(count: number, planes: Readonly<Record<string, Plane>>): void {
  // not by entries, which are made anew for every frame
  for (const name in planes) {
    const plane = planes[name]!;
    if (count < 1 || plane.length !== count) {
      throw invalidArgument(name, `a plane of ${Math.max(1, count)} values`, plane.length);
    }
  }
}
