/** East Asian wide and fullwidth blocks and emoji: two columns each (Unicode TR 11, blocks rather than single characters). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** What needs neither tables of Unicode nor a look at its neighbours: one column each. Also what our own lines are made of. */
const SIMPLE = /^[\x20-\x7e\xa0-\xac\xae-\u024f\u2013\u2014\u2026\u2190-\u2193\u2713\u2717]*$/;

// made when the first text needs it: its tables take 9 ms to load
let graphemes: Intl.Segmenter | undefined;

function split(text: string): string[] {
  if (SIMPLE.test(text)) return text.split('');
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Columns that a text takes in a terminal. */
export function columns(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  return split(text).reduce((total, segment) => total + (WIDE.test(segment) ? 2 : 1), 0);
}

/** One line without anything a terminal would obey. */
export { visibleLine as plain } from '../../core/visible.js';

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text;
}

/** What of a text that is cut is kept: the tail tells paths apart; recipes begin with their engine, and differ at the end. */
export type Kept = 'start' | 'end' | 'both';

/** Cut to `width` columns with an ellipsis. */
export function shorten(text: string, width: number, keep: Kept): string {
  if (columns(text) <= width) return text;
  if (width < 1) return '';
  if (keep === 'both') {
    const head = shorten(text, Math.ceil(width / 2), 'start');
    return `${head.slice(0, -1)}${shorten(text, width - columns(head) + 1, 'end')}`;
  }
  const parts = keep === 'start' ? split(text) : split(text).reverse();
  const kept: string[] = [];
  let used = 1;
  for (const part of parts) {
    used += columns(part);
    if (used > width) break;
    kept.push(part);
  }
  return keep === 'start' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}

/** Lines of at most `width` columns, broken at spaces; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && columns(line) + 1 + columns(word) <= room) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const part of split(word)) {
      if (columns(line) + columns(part) > room && line !== '') {
        lines.push(line);
        line = '';
      }
      line += part;
    }
  }
  return [...lines, line];
}

/** Lines of a text beside a label in a column of its own, as `[label, line]`; below the first one that column is empty. */
export function beside(label: string, labelWidth: number, text: string, width: number): [string, string][] {
  return wrap(text, width).map((line, index) => [padEnd(index === 0 ? label : '', labelWidth), line]);
}
