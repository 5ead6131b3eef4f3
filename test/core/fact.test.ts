import { expect, test } from 'vitest';
import { PressproofError } from '../../src/core/errors.js';
import { FactStore, measured } from '../../src/core/fact.js';

class Refused extends PressproofError {}

test('a fact is gathered once, however often it is asked for', async () => {
  let gathered = 0;
  const store = new FactStore<{ size: number }>({ size: async () => measured(++gathered) });
  expect(await Promise.all([store.gather('size'), store.gather('size')])).toEqual([measured(1), measured(1)]);
  expect(store.gathered).toEqual(['size']);
});

test('a fact that is refused by name is unmeasured by that name, a crash as fact_failed', async () => {
  const store = new FactStore<{ refused: number; crashed: number }>({
    refused: async () => {
      throw new Refused('frames_over_budget', 'more than 3 frames');
    },
    crashed: async () => {
      throw new TypeError('x is undefined');
    },
  });
  expect(await store.gather('refused')).toEqual({
    measured: false,
    code: 'frames_over_budget',
    reason: 'more than 3 frames',
  });
  expect(await store.gather('crashed')).toMatchObject({ measured: false, code: 'fact_failed' });
});
