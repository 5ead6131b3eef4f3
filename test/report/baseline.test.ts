/** What a model was compared with is told, to the digest, wherever a person reads of it. */
import { expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.js';
import { renderJson } from '../../src/report/json.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { reportSchema } from '../../src/core/report.js';
import { subjectLines } from '../../src/report/terminal/subject.js';
import { inkOf } from '../../src/report/terminal/ink.js';
import { input, report } from './samples.js';

const sha256 = 'c'.repeat(64);
const model = report({
  suite: 'artifact',
  operation: 'validate',
  subject: {
    kind: 'artifact',
    file: { path: 'v6.gguf', bytes: 10, sha256: 'd'.repeat(64) },
    baseline: { path: 'models/v5.gguf', bytes: 9, sha256, name: 'production' },
  },
  coverage: { level: 'full', tensorsTotal: 1, tensorsRead: 1 },
});

test.each([
  ['the terminal', () => subjectLines(model, undefined, inkOf(false), 200).join('\n')],
  ['Markdown', () => renderMarkdown(input([model]))],
  ['HTML', () => renderHtml(input([model]))],
  ['JSON', () => renderJson(input([model]))],
])('in %s', (_what, render) => {
  for (const told of ['production', 'models/v5.gguf', sha256]) expect(render()).toContain(told);
});

test('and is a part of the public report', () => {
  expect(reportSchema.parse(model).subject.baseline).toEqual(model.subject.baseline);
});

test('one whose digest nobody took is named without', () => {
  const { baseline, ...subject } = model.subject;
  const unread = { ...model, subject: { ...subject, baseline: { ...baseline!, sha256: null } } };
  expect(renderMarkdown(input([unread]))).toMatch(/against production, models\/v5\.gguf(?!, sha256)/);
});
