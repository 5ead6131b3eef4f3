/**
 * Plain data in the caller's own file names, instead of those of temporary files and snapshots. Instances of classes
 * stay as they are.
 */
export function relabel<T>(data: T, names: ReadonlyMap<string, string>): T {
  // strings become strings and objects keep their keys
  return renamed(data, [...names], []) as T;
}

/** `around`: the objects that hold the value; one that holds itself stays as it is there. */
function renamed(value: unknown, names: readonly (readonly [string, string])[], around: readonly object[]): unknown {
  // as a function, because a replacement text gives a meaning to $
  if (typeof value === 'string') return names.reduce((text, [from, to]) => text.replaceAll(from, () => to), value);
  if (typeof value !== 'object' || value === null || around.includes(value)) return value;
  const within = [...around, value];
  if (Array.isArray(value)) return value.map((each) => renamed(each, names, within));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, names, within)]));
}
