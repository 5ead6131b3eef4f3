import { expect, test } from 'vitest';
import { REPORT_FORMATS, RENDERERS } from '../../src/report/formats.js';
import { everyKind, input } from './samples.js';

test('the registry has every format of the command line', () => {
  expect(REPORT_FORMATS).toEqual(['json', 'markdown', 'junit', 'sarif', 'html']);
});

test.each(REPORT_FORMATS)('%s names every subject, ends with a newline and is pure', async (format) => {
  const render = await RENDERERS[format]();
  const text = render(input(everyKind));
  for (const { subject } of everyKind) expect(text).toContain(subject.output?.path?.split('/').at(-1));
  expect(text.endsWith('\n')).toBe(true);
  expect(render(input(everyKind))).toBe(text);
});
