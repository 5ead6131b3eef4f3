import { expect, test } from 'vitest';
import { REPORT_FORMATS, RENDERERS } from '../../src/report/index.js';
import { everyKind, input } from './samples.js';

test('the registry has every format of the command line', () => {
  expect(REPORT_FORMATS).toEqual(['json', 'markdown', 'junit', 'sarif', 'html']);
});

test.each(REPORT_FORMATS)('%s names every subject, ends with a newline and is pure', (format) => {
  const text = RENDERERS[format](input(everyKind));
  for (const { subject } of everyKind) expect(text).toContain(subject.output?.path?.split('/').at(-1));
  expect(text.endsWith('\n')).toBe(true);
  expect(RENDERERS[format](input(everyKind))).toBe(text);
});
