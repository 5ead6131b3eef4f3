/** `; did you mean X?` for the candidate nearest to what was written, or nothing when none is near. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const beginning = written.toLowerCase();
  const known = [...candidates];
  const completed = known.filter((candidate) => candidate.toLowerCase().startsWith(beginning));
  // "color" can only be color_reduction, however many letters are missing; one or two letters are no word yet
  if (completed.length === 1 && written.length >= 3) return `; did you mean ${completed[0]}?`;
  let nearest = '';
  // up to a third of the letters may be wrong; beyond that a guess only misleads ("on" is not "off")
  let least = Math.max(1, Math.round(written.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest === '' ? '' : `; did you mean ${nearest}?`;
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 0; row < a.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < b.length; column += 1) {
      const replaced = (above[column] as number) + (a[row] === b[column] ? 0 : 1);
      current.push(Math.min(replaced, (above[column + 1] as number) + 1, (current[column] as number) + 1));
    }
    above = current;
  }
  return above[b.length] as number;
}
