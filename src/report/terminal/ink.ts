import type { Outcome, Verdict } from '../../core/outcome.js';

/** Colours a text, or leaves it alone. */
export interface Ink {
  of(status: Outcome | Verdict, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

const GREEN = 32;
const YELLOW = 33;
const RED = 31;
const MAGENTA = 35;
const DIM = 2;
const BOLD = 1;

const CODES: Readonly<Record<Outcome | Verdict, number>> = {
  passed: GREEN,
  pass: GREEN,
  warned: YELLOW,
  warn: YELLOW,
  failed: RED,
  fail: RED,
  inconclusive: MAGENTA,
  skipped: DIM,
};

/** SGR sequences of ECMA-48 when `color`, else the bare text. Whether to colour is the caller's question (NO_COLOR, a pipe). */
export function inkOf(color: boolean): Ink {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    of: (status, text) => paint(CODES[status], text),
    bold: (text) => paint(BOLD, text),
    dim: (text) => paint(DIM, text),
  };
}
