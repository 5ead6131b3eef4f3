import { expect, test } from 'vitest';
import { parseArtifactExpectation } from '../../../src/guard/artifact/expectation.js';

test.each([
  [{ holdout: 'h.jsonl' }, /Expected \{ path, ... \} for expectation.holdout but received "h.jsonl"/],
  [{ signature: 'model.sig' }, /expectation.signature/],
  [{ reported: { accuracy: '0.9' } }, /expectation.reported/],
  [{ prompts: 'Hello' }, /Expected a list of texts for expectation.prompts/],
  [{ dimensions: [1, 3] }, /expectation.dimensions/],
  [{ baseline: 7 }, /expectation.baseline/],
  [{ sha256: 'abc' }, /sha256/],
  [{ sha265: 'abc' }, /Expected only sha256, .* for expectation but received "sha265"/],
])('an expectation that is none is refused by its name: %j', (expectation, message) => {
  expect(() => parseArtifactExpectation(expectation as object)).toThrow(message);
});

test('what is stated of an artifact stays as it is', () => {
  const stated = { sha256: 'a'.repeat(64), holdout: { path: 'h.jsonl' }, reported: { accuracy: 0.9 }, prompts: ['Hi'] };
  expect(parseArtifactExpectation(stated)).toBe(stated);
});
