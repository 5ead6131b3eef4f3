import type { Location } from '../item.js';

/** In what two names differ that some file systems take for one, in words for people. */
export interface Unlikeness {
  readonly what: string;
  /** Whose file systems take them for one, as far as they are in wide use; null: none. */
  readonly where: string | null;
}

/** Of two names that `folded` takes for one. */
export function unlikeness(one: Location, other: Location): Unlikeness {
  if (isSameLetters(one, other)) return { what: 'letter case alone', where: 'Windows and macOS' };
  const [composed, others] = [one.normalize('NFC'), other.normalize('NFC')];
  // of Unicode: é is one character or two
  if (composed === others) return { what: 'how accents are written (NFC or NFD) alone', where: 'macOS' };
  if (isSameLetters(composed, others)) {
    return { what: 'letter case and in how accents are written (NFC or NFD)', where: 'macOS' };
  }
  return { what: 'characters that some file systems take for the same', where: null };
}

/** By small letters: ß and SS, ı and I have but their capitals in common, which few file systems go by. */
function isSameLetters(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
