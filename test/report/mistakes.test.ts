import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { check, input, report } from './samples.js';

const mistakes = [
  { line: 2, input: 'Two and two is', expected: ' four', answer: ' fish\u202e\u001b[2J', error: null },
  { line: 3, input: `Say ${'a'.repeat(200)}`, expected: 'a', answer: 'b', error: null },
  { line: 5, input: '0.1, 0.5, … 40 more', expected: 3, answer: 1, error: null },
  { line: 8, input: 'last', expected: 'x', answer: null, error: 'it did not answer' },
];
const of = (outcome: 'failed' | 'passed') =>
  report({
    verdict: outcome === 'failed' ? 'fail' : 'pass',
    checks: [check('holdout', outcome, { details: { mistakes } })],
  });

describe('wrong answers of a failed holdout', () => {
  test('are in the terminal, the first three, short and with nothing that it would obey', () => {
    const text = renderTerminal({ reports: [of('failed')], color: false, width: 160 });
    expect(text).toContain(
      String.raw`mistakes  line 2: "Two and two is", expected " four", got " fish\u202e\u001b[2J"`,
    );
    expect(text).toMatch(/line 3: "Say a{55}…", expected "a", got "b"\n/);
    expect(text).toContain('line 5: 0.1, 0.5, … 40 more, expected 3, got 1\n');
    expect(text).toContain('… 1 more: --json has them\n');
    expect(text).not.toContain('line 8');
  });

  test('are in Markdown', () => {
    const text = renderMarkdown(input([of('failed')]));
    expect(text).toContain('| Line | Input | Expected | Answer |');
    expect(text).toContain(String.raw`| 2 | "Two and two is" | " four" | " fish\\u202e\\u001b\[2J" |`);
    expect(text).not.toContain('| 8 |');
  });

  test('are all in the page, also those without an answer', () => {
    const text = renderHtml(input([of('failed')]));
    expect(text).toContain('line 8');
    expect(text).toContain('no answer: it did not answer');
  });

  test('are not shown of one that passed', () => {
    expect(renderTerminal({ reports: [of('passed')], color: false, width: 160 })).not.toContain('mistakes');
    expect(renderMarkdown(input([of('passed')]))).not.toContain('| Line |');
  });
});
