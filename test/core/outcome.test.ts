import { expect, test } from 'vitest';
import fc from 'fast-check';
import { isPublishable, OUTCOMES, VERDICTS, verdictOf } from '../../src/core/outcome.js';

test('zero checks are inconclusive, never a pass', () => {
  expect(verdictOf([])).toBe('inconclusive');
});

test('checks that were all skipped measured nothing and are inconclusive', () => {
  expect(verdictOf(['skipped', 'skipped'])).toBe('inconclusive');
});

test('a failure outweighs what could not be measured, which outweighs a warning', () => {
  expect(verdictOf(['passed', 'inconclusive', 'failed'])).toBe('fail');
  expect(verdictOf(['passed', 'warned', 'inconclusive'])).toBe('inconclusive');
  expect(verdictOf(['passed', 'warned', 'skipped'])).toBe('warn');
});

test('a pass means that something passed and nothing failed, warned or stayed unmeasured', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...OUTCOMES)), (outcomes) => {
      const passes =
        outcomes.includes('passed') && outcomes.every((outcome) => ['passed', 'skipped'].includes(outcome));
      expect(verdictOf(outcomes) === 'pass').toBe(passes);
    }),
  );
});

test('the order of outcomes does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...OUTCOMES)), (outcomes) => {
      expect(verdictOf(outcomes.toReversed())).toBe(verdictOf(outcomes));
    }),
  );
});

test('only pass, warn and skipped may be published', () => {
  expect(VERDICTS.filter(isPublishable)).toEqual(['pass', 'warn', 'skipped']);
});
