/**
 * What a text may hold that is obeyed or not seen: controls but tab and line ends, marks that turn the direction of text,
 * separators of lines, what is no character. Names of files, and all that is in files, are made by others.
 */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- these are the very characters to be found
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** A text as reports show it: what is not seen is written as JSON escapes it, `\u202e`. */
export function visible(text: string): string {
  // all of them are of the basic plane: four digits are enough
  return text.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same on one line: line ends of every kind, and tabs, are a space. */
export function visibleLine(text: string): string {
  return visible(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' '));
}

/** JSON of the very same value: outside of strings, where escapes mean what they stand for, it has none of these. */
export function jsonText(value: unknown, indent?: number): string {
  return visible(JSON.stringify(value, null, indent));
}
