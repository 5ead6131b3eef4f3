import type { CheckOutcome } from '../core/report.js';

/** A wrong answer that a check lists in its details, as people read it. */
export interface Mistake {
  /** Of the file of examples. */
  readonly line: number;
  readonly input: string;
  readonly expected: string;
  readonly answer: string;
}

/** Mistakes that say what is wrong where room is short; the JSON report has more. */
export const FIRST_MISTAKES = 3;
/** Characters of each text. */
const SHOWN = 60;

/** The wrong answers that a check complains of; none where it does not, or lists none. */
export function mistakesOf({ outcome, details }: CheckOutcome): readonly Mistake[] {
  const listed = details?.['mistakes'];
  if (outcome === 'passed' || outcome === 'skipped' || !Array.isArray(listed)) return [];
  return listed.filter(isListed).map(({ line, input, expected, answer, error }) => ({
    line,
    // numbers and names of images are no texts
    input: typeof expected === 'number' ? cut(input) : quoted(input),
    expected: quoted(expected),
    answer: error === null ? quoted(answer) : `no answer: ${cut(error)}`,
  }));
}

type Said = string | number | null;

interface Listed {
  readonly line: number;
  readonly input: string;
  readonly expected: Said;
  readonly answer: Said;
  readonly error: string | null;
}

/** Without zod, which takes longer to load than a report on the terminal to write. */
function isListed(value: unknown): value is Listed {
  const { line, input, expected, answer, error } = Object(value) as { readonly [name in keyof Listed]?: unknown };
  const isError = error === null || typeof error === 'string';
  return typeof line === 'number' && typeof input === 'string' && isSaid(expected) && isSaid(answer) && isError;
}

function isSaid(value: unknown): value is Said {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/** Texts in quotation marks, so that blanks at their ends, which count, are seen. */
function quoted(value: Said): string {
  if (value === null) return 'nothing';
  return typeof value === 'number' ? String(value) : JSON.stringify(cut(value));
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
