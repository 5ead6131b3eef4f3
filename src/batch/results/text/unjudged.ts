import { countText } from '../../../report/units.js';
import type { Unjudged } from '../summary/shape.js';

/** `Skipped: 3 results were not judged, and published all the same: Emergency disable: ...`; one line a reason. */
export function unjudgedLines(unjudged: readonly Unjudged[]): string[] {
  return unjudged.map(({ reason, count, published }) => {
    const judged = `${count === 1 ? 'result was' : 'results were'} not judged`;
    const what = published === 0 ? judged : `${judged}, ${publishedText(count, published)}`;
    const why = reason === null ? '' : `: ${reason}`;
    return `Skipped: ${countText(count)} ${what}${why}`;
  });
}

function publishedText(count: number, published: number): string {
  if (count === published) return 'and published all the same';
  return `and ${countText(published)} of them published all the same`;
}
