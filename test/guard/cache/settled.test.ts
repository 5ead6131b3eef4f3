import { expect, test } from 'vitest';
import type { CheckOutcome } from '../../../src/core/report.js';
import { isSettled } from '../../../src/guard/cache/settled.js';
import type { SuiteResult } from '../../../src/core/suite-result.js';

const sha = (digit: string) => digit.repeat(64);
const files = {
  original: { sha256: sha('1'), bytes: 9, extension: '.gif' },
  output: { sha256: sha('2'), bytes: 9, extension: '.gif' },
};
const passed: CheckOutcome = { id: 'fps', category: 'timing', outcome: 'passed', message: 'fine', durationMs: 1 };
const open = (details?: CheckOutcome['details']): CheckOutcome => ({ ...passed, outcome: 'inconclusive', details });

function resultOf(checks: CheckOutcome[], outputSha = sha('2')): SuiteResult {
  const ref = (path: string, sha256: string) => ({ path, bytes: 9, sha256 });
  return {
    subject: { kind: 'image-pair', original: ref('/a/in.gif', sha('1')), output: ref('/a/out.gif', outputSha) },
    checks,
    coverage: { level: 'full', framesCompared: 1, framesTotal: 1 },
  };
}

test.each<[string, CheckOutcome[]]>([
  ['passed', [passed]],
  ['failed', [{ ...passed, outcome: 'failed' }]],
  ['could not be measured because of the files', [passed, open({ code: 'dimensions_differ' }), open()]],
])('what %s is settled', (_, checks) => {
  expect(isSettled(resultOf(checks), files)).toBe(true);
});

test.each<[string, CheckOutcome[]]>([
  ['nothing', []],
  ['a file that changed', [open({ code: 'file_changed' })]],
  ['a check that crashed', [passed, open({ code: 'check_crashed' })]],
  ['a reader that failed', [open({ code: 'reader_failed' })]],
  ['a reason that nobody thought of', [open({ code: 'new_reason' })]],
  ['a message that names the file', [{ ...passed, message: 'Something about /a/out.gif' }]],
])('%s settles nothing', (_, checks) => {
  expect(isSettled(resultOf(checks), files)).toBe(false);
});

test('neither does another file than the one whose bytes were read for the key', () => {
  expect(isSettled(resultOf([passed], sha('3')), files)).toBe(false);
});

test('nor what a decoder of another format may have said for want of memory', () => {
  const undecodable = resultOf([{ ...passed, outcome: 'failed', details: { problems: ['not_decodable'] } }]);
  expect(isSettled(undecodable, files)).toBe(true);
  expect(isSettled(undecodable, { ...files, output: { ...files.output, extension: '.webp' } })).toBe(false);
});
