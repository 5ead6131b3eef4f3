import { describe, expect, test } from 'vitest';
import { assignment, choiceFor, listFor, numberFor, timeFor } from '../../src/cli/arguments.js';

describe('--timeout', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1.5', 1500],
    ['0.5ms', 1],
  ])('%s is %d ms', (text, ms) => {
    expect(timeFor('--timeout')(text)).toBe(ms);
  });

  test.each(['', '0', '-1s', '1w', 'NaN', '1e3', '999999999m'])('%j is refused', (text) => {
    expect(() => timeFor('--timeout')(text)).toThrow(
      /^Expected a time such as 500ms, 30s or 2m for --timeout but received/,
    );
  });
});

describe('--set', () => {
  test.each([
    ['limits.fpsTolerance=0.1', 'limits.fpsTolerance', 0.1],
    ['failOpen=true', 'failOpen', true],
    ['quarantineDir=a=b', 'quarantineDir', 'a=b'],
    ['pool.threads=null', 'pool.threads', null],
    ['quarantineDir=[', 'quarantineDir', '['],
  ])('%s', (text, field, value) => {
    expect(assignment(text)).toEqual([{ field, value }]);
  });

  test('collects in the order written', () => {
    expect(assignment('b=2', assignment('a=1')).map(({ field }) => field)).toEqual(['a', 'b']);
  });

  test.each(['', 'limits', '=3', 'two words=3'])('%j is refused', (text) => {
    expect(() => assignment(text)).toThrow(/^Expected FIELD=VALUE/);
  });
});

test('choices suggest the nearest one', () => {
  expect(choiceFor('--mode', ['off', 'alert'])('alert')).toBe('alert');
  expect(() => choiceFor('--mode', ['off', 'alert'])('alrt')).toThrow(
    'Expected one of off, alert for --mode but received "alrt"; did you mean alert?',
  );
  expect(listFor('--checks', ['fps', 'duration'])('fps, duration')).toEqual(['fps', 'duration']);
  expect(() => listFor('--checks', ['fps', 'duration'])('fps,')).toThrow('for --checks but received ""');
});

test.each(['', ' ', 'x', 'NaN', 'Infinity', '1e999', '3px'])('%j is no number', (text) => {
  expect(() => numberFor('--colors', 'a number', () => true)(text)).toThrow(
    /^Expected a number for --colors but received/,
  );
});
