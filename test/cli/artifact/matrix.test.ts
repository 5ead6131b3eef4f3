import { expect, test } from 'vitest';
import { matrixLines } from '../../../src/cli/artifact/matrix.js';
import { columns } from '../../../src/report/terminal/text.js';
import { inkOf } from '../../../src/report/terminal/ink.js';
import { check, report } from '../../report/samples.js';

test('three environments and why a model is not fit for them are no wider than 80 columns', () => {
  const reports = ['development', 'staging', 'production'].map((name) =>
    report({
      suite: 'artifact',
      subject: { kind: 'artifact', file: { path: 'model.gguf', bytes: 10, sha256: null } },
      verdict: 'inconclusive',
      expectation: { environment: { name } },
      coverage: { level: 'full', tensorsTotal: 12, tensorsRead: 12 },
      checks: [
        check('architecture_compatibility', 'skipped'),
        check('holdout', 'inconclusive', { message: `${name} asks for an accuracy of 0.7, ${'which '.repeat(20)}` }),
      ],
    }),
  );
  const lines = matrixLines(reports, inkOf(false), 80);
  expect(lines.filter((line) => columns(line) > 80)).toEqual([]);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}staging {6}holdout: staging asks for an accuracy/));
  expect(lines.at(-1)).toBe('  full coverage, values of all 12 tensors read · alert mode');
});
