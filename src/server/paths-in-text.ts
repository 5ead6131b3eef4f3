/** An absolute path of two parts or more, not a part of an address or of a relative path. */
const PATH = /(?<![\w.:/~#…-])(?:\/[^\s/'"`()<>,;:]+){2,}/g;

/**
 * A text with the last part of each path in it alone, where its reader has no business to know the rest.
 * @param isShown - whether a path may stay
 */
export function withoutPaths(text: string, isShown: (path: string) => boolean): string {
  return text.replaceAll(PATH, (path) => (isShown(path) ? path : `…/${path.slice(path.lastIndexOf('/') + 1)}`));
}

/** Plain data likewise. */
export function dataWithoutPaths<T>(data: T, isShown: (path: string) => boolean): T {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'string' ? withoutPaths(value, isShown) : value,
  ) as T;
}
