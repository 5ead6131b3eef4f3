/** 1 where two texts are the same but for the blanks around and between their words and for how Unicode composes them. */
export function exactMatch(answer: string, expected: string): number {
  return plain(answer) === plain(expected) ? 1 : 0;
}

/**
 * Harmonic mean of precision and recall of the words, regardless of case and punctuation, 0 to 1 (Rajpurkar et al., SQuAD,
 * 2016, without its removal of articles, which are English). Two texts without words are equal.
 */
export function tokenF1(answer: string, expected: string): number {
  const found = wordsOf(answer);
  const asked = wordsOf(expected);
  if (found.length === 0 || asked.length === 0) return found.length === asked.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of asked) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of found) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common += 1;
  }
  return (2 * common) / (found.length + asked.length);
}

function plain(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
