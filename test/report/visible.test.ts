import { describe, expect, test } from 'vitest';
import { REPORT_FORMATS, RENDERERS } from '../../src/report/formats.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { check, input, report } from './samples.js';

/** An extension that is not one, and a control sequence in a single character. */
const NAME = 'a\u202egpj.\u009b2J.gguf';
const ESCAPED = String.raw`a\u202egpj.\u009b2J.gguf`;
const RAW = /[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const problem = { rule: 'r', severity: 'error', file: NAME, offset: 4, part: NAME, message: `Found ${NAME}` };
const failed = check('format_validation', 'failed', {
  message: `Found ${NAME}`,
  expected: { name: NAME },
  actual: { [NAME]: 1 },
  details: { tensor: NAME },
});
const file = { path: NAME, bytes: 10, sha256: null };
const hostile = report({
  subject: { kind: 'artifact', file, members: [file], name: NAME, version: NAME },
  suite: 'artifact',
  verdict: 'fail',
  checks: [failed, check('unsafe_content', 'failed', { details: { problems: [problem] } })],
  reason: NAME,
});

describe.each(REPORT_FORMATS)('%s', (format) => {
  test.each([
    ['one report', [hostile]],
    ['several', [hostile, hostile]],
  ])('holds nothing raw that is obeyed or turns text round: %s', async (_, reports) => {
    const labels = reports.map(() => NAME);
    const text = (await RENDERERS[format]())(input(reports, { labels, title: NAME }));
    expect(RAW.exec(text)).toBeNull();
    // Markdown and JSON have their own ways to write a backslash
    const shown = text.replaceAll(String.raw`\\u`, String.raw`\u`).replaceAll('\\_', '_');
    expect(shown).toContain(`Found ${ESCAPED}`);
  });
});

test('JSON says the very names all the same, for whoever compares them', async () => {
  expect(JSON.parse((await RENDERERS.json())(input([hostile])))).toEqual(hostile);
});

test('SARIF names the file by the URI of its very name', async () => {
  const log = (await RENDERERS.sarif())(input([hostile]));
  expect(log).toContain(encodeURIComponent(NAME));
});

test('the terminal shows the same', () => {
  const text = renderTerminal({ reports: [hostile], color: false, width: 200 });
  expect(RAW.exec(text)).toBeNull();
  expect(text).toContain(`Found ${ESCAPED}`);
});
