/** An absolute path of two parts or more, not a part of an address or of a relative path; it may go on after a space. */
const PATH = /(?<![\w.:/~#…-])(?:\/[^\s/'"`()<>,;:]+){2,}/g;

/**
 * A text with the last part of each path in it alone, where its reader has no business to know the rest.
 * @param isShown - whether a path may stay; it is also told the text that begins with it, since it may go on after a space
 */
export function withoutPaths(text: string, isShown: (path: string, rest: string) => boolean): string {
  return text.replaceAll(PATH, (path, offset: number) => (isShown(path, text.slice(offset)) ? path : lastPartOf(path)));
}

/** As much of a path as its reader may know. */
export function lastPartOf(path: string): string {
  return `…/${path.slice(path.lastIndexOf('/') + 1)}`;
}
