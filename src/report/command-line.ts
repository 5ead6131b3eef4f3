/** What is not seen, or not as it is: what pages and terminals show in its place is another name. */
const UNSEEN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Words for a shell: whatever a name holds, it stays one word, and can be copied from where it is shown. */
export function shell(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.search(UNSEEN) < 0) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  // dollar-single-quotes, POSIX.1-2024 2.2.4; octal has three digits in every shell, hexadecimal no fixed number
  return `$'${word.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(UNSEEN, octal)}'`;
}

function octal(letter: string): string {
  return [...Buffer.from(letter)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** The flag of a field: `frameRatio` is asked for by `--frame-ratio`. */
export function flagOf(field: string): string {
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
