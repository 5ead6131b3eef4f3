import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { renderMarkdown } from '../../src/report/markdown.js';
import { anyReport, everyKind, failing, input, nasty, passing, report, unexamined } from './samples.js';

/** Cells of every table row, split at the pipes that are not escaped. */
function rowsOf(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) => line.split(/(?<!\\)(?:\\\\)*\|/).slice(1, -1));
}

describe('Markdown', () => {
  test('shows one subject with its verdict first and every check', () => {
    const text = renderMarkdown(input([failing], { labels: ['gifsicle --colors=32'] }));
    expect(text.split('\n')[0]).toBe('# ✗ fail: <code>out/colours.gif</code>');
    expect(text).toContain('gifsicle --colors=32');
    const row = rowsOf(text).find(([id]) => id?.includes('color'));
    expect(row?.map((cell) => cell.trim())).toEqual([
      '<code>color\\_count</code>',
      '✗ failed',
      '50 distinct colours over all frames, at most 37 were asked for',
      'max 37',
      'union 50, maxPerFrame 22',
    ]);
  });

  test('shows many subjects as a table, then those that need attention', () => {
    const text = renderMarkdown(input(everyKind));
    expect(text).toContain('6 subjects: 1 fail, 2 inconclusive, 1 warn, 1 pass, 1 skipped.');
    const sections = text.split('\n').filter((line) => line.startsWith('## '));
    expect(sections).toHaveLength(4);
    expect(sections.some((line) => line.includes('out/a.gif'))).toBe(false);
  });

  test('says why a subject without checks has its verdict', () => {
    expect(renderMarkdown(input([unexamined]))).toContain('Reason: The worker ran out of memory');
    expect(renderMarkdown(input([]))).toContain('No subject was examined.');
  });

  test('makes no markup, link or mention of what names and messages hold', () => {
    const message = '<b>x</b> @someone https://x.test [a](b) `c` www.x.test #12';
    const text = renderMarkdown(input([report({ checks: [{ ...failing.checks[1]!, message }] })]));
    expect(text).not.toMatch(/<b>|@someone|https:\/\/|(?<!\\)\[a|(?<!\\)`c|www\.x|(?<!\\)#12/);
  });

  test.prop([fc.array(anyReport, { minLength: 1, maxLength: 3 }), nasty])(
    'keeps every table row on one line with the columns of its head',
    (reports, label) => {
      const text = renderMarkdown(input(reports, { labels: [label], title: label }));
      const columns = new Set(rowsOf(text).map((cells) => cells.length));
      expect([...columns].filter((count) => count !== 5 && count !== 6)).toEqual([]);
      // the only tags are our own
      expect(text.replaceAll(/<\/?code>/g, '')).not.toContain('<');
    },
  );

  test('is the same text for the same reports', () => {
    expect(renderMarkdown(input([passing, failing]))).toBe(renderMarkdown(input([passing, failing])));
  });
});
