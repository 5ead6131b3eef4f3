import type { RenderInput } from './render.js';
import { inkOf } from './terminal/ink.js';
import { subjectLines } from './terminal/subject.js';
import { tableLines } from './terminal/table.js';

export interface TerminalInput extends Pick<RenderInput, 'reports' | 'labels'> {
  readonly color: boolean;
  /** Columns of the terminal; widths under 40 are treated as 40. */
  readonly width: number;
}

/** Narrower terminals wrap lines themselves; below this no table can be read anyway. */
const NARROWEST = 40;

/** What a person sees: every check for one subject, one row a subject for many. Ends with a newline. */
export function renderTerminal({ reports, labels = [], color, width }: TerminalInput): string {
  const ink = inkOf(color);
  const room = Math.max(NARROWEST, Math.floor(width));
  const [only] = reports;
  if (!only) return 'No subject was examined\n';
  const lines =
    reports.length === 1 ? subjectLines(only, labels[0], ink, room) : tableLines(reports, labels, ink, room);
  return `${lines.join('\n')}\n`;
}
