import { describe, expect, test } from 'vitest';
import { defineCheck, type Cost, type Finding } from '../../src/core/check.js';
import { FactStore, measured, unmeasured, type FactGatherers } from '../../src/core/fact.js';
import { verdictOf } from '../../src/core/outcome.js';
import { inOrder, runSuite } from '../../src/core/suite.js';
import { countedVerdict } from '../../src/policy/decision.js';

interface Facts {
  readonly size: number;
  readonly weight: number;
  readonly depth: number;
}

const define = defineCheck<Facts, Record<string, never>>();

function check(
  id: string,
  options: { cost?: Cost; needs?: (keyof Facts)[]; after?: string[]; run?: () => Finding } = {},
) {
  return define({
    id,
    category: 'test',
    cost: options.cost ?? 'header',
    needs: options.needs ?? [],
    after: options.after ?? [],
    subjects: ['thing'],
    limits: { [`${id}Max`]: { default: 10 } },
    docs: { summary: '', explain: '', remedy: '' },
    run: options.run ?? (() => ({ outcome: 'passed', message: 'fine' })),
  });
}

const facts: FactGatherers<Facts> = {
  size: async () => measured(3),
  weight: async () => unmeasured('no_scale', 'There is no scale'),
  depth: async () => measured(7),
};

function run(checks: ReturnType<typeof check>[], gatherers = facts, limits: Record<string, unknown> = {}) {
  const store = new FactStore(gatherers);
  return runSuite({ checks, store, operation: 'op', expectation: {}, limits }).then((outcomes) => ({
    outcomes,
    store,
  }));
}

describe('runSuite', () => {
  test('runs cheap checks first but never before what they depend on', () => {
    const order = inOrder([
      check('dear', { cost: 'compare' }),
      check('cheap', { cost: 'header', after: ['middle'] }),
      check('middle', { cost: 'decode' }),
      check('free', { cost: 'header' }),
    ]);
    expect(order.map(({ id }) => id)).toEqual(['free', 'middle', 'cheap', 'dear']);
  });

  test('runs nothing before what it depends on, however the registry has them', () => {
    const order = inOrder([check('first'), check('last', { after: ['middle'] }), check('middle')]);
    expect(order.map(({ id }) => id)).toEqual(['first', 'middle', 'last']);
  });

  test('says how long each check took', async () => {
    const before = performance.now();
    const { outcomes } = await run([check('one')]);
    expect(outcomes[0]!.durationMs).toBeGreaterThanOrEqual(0);
    expect(outcomes[0]!.durationMs).toBeLessThanOrEqual(performance.now() - before);
  });

  test('refuses checks that depend on each other in a circle', () => {
    expect(() => inOrder([check('a', { after: ['b'] }), check('b', { after: ['a'] })])).toThrow(/circle: a, b/);
  });

  test('gathers only the facts that the chosen checks need', async () => {
    const { store } = await run([check('one', { needs: ['size'] })]);
    expect(store.gathered).toEqual(['size']);
  });

  test('gathers a fact once for all checks that need it', async () => {
    let calls = 0;
    const counted = { ...facts, size: async () => measured((calls += 1)) };
    await run([check('one', { needs: ['size'] }), check('two', { needs: ['size'] })], counted);
    expect(calls).toBe(1);
  });

  test('a check whose fact could not be measured is inconclusive with the reason and does not run', async () => {
    const { outcomes } = await run([
      check('heavy', {
        needs: ['weight'],
        run: () => {
          throw new Error('must not run');
        },
      }),
    ]);
    expect(outcomes[0]).toMatchObject({
      outcome: 'inconclusive',
      message: 'There is no scale',
      details: { code: 'no_scale' },
    });
  });

  test('a gatherer that throws leaves its checks inconclusive with the reason', async () => {
    const broken = { ...facts, size: async () => Promise.reject(new Error('disk on fire')) };
    const { outcomes } = await run([check('one', { needs: ['size'] })], broken);
    expect(outcomes[0]).toMatchObject({ outcome: 'inconclusive', message: 'disk on fire' });
  });

  test('a check that throws is inconclusive with its reason, and the verdict is no pass', async () => {
    const crash = check('crash', {
      run: () => {
        throw new Error('divided by zero');
      },
    });
    const { outcomes } = await run([check('good'), crash]);
    expect(outcomes[1]).toMatchObject({ outcome: 'inconclusive', message: 'crash crashed: divided by zero' });
    expect(verdictOf(outcomes.map(({ outcome }) => outcome))).toBe('inconclusive');
  });

  test('skips what depends on a failed check and says why', async () => {
    const { outcomes } = await run([
      check('first', { run: () => ({ outcome: 'failed', message: 'it is broken' }) }),
      check('second', { after: ['first'] }),
    ]);
    expect(outcomes[1]).toMatchObject({
      outcome: 'skipped',
      message: 'Not looked at because first failed',
    });
  });

  test('skips what depends on a skipped check, down the whole chain', async () => {
    const { outcomes } = await run([
      check('first', { run: () => ({ outcome: 'failed', message: 'it is broken' }) }),
      check('second', { after: ['first'] }),
      check('third', { after: ['second'] }),
    ]);
    expect(outcomes[2]).toMatchObject({ outcome: 'skipped' });
    expect(outcomes[2]?.message).toBe('Not looked at because first failed');
  });

  test('names the failure at the head of a chain, so that one in shadow settles nothing', async () => {
    const { outcomes } = await run([
      check('first', { run: () => ({ outcome: 'failed', message: 'it is broken' }) }),
      check('second', { after: ['first'] }),
      check('third', { after: ['second'] }),
      check('other'),
    ]);
    expect(outcomes.map(({ id, details }) => [id, details])).toEqual([
      ['first', undefined],
      ['second', { blockedBy: 'first' }],
      ['third', { blockedBy: 'first' }],
      ['other', undefined],
    ]);
    const hidden = outcomes.map((one) =>
      one.id === 'first' || one.id === 'second' ? { ...one, mode: 'shadow' as const } : one,
    );
    expect(countedVerdict(hidden, 'alert')).toBe('inconclusive');
  });

  test('what depends on a check that was left out could overturn the verdict as that could', async () => {
    const leftOut = new Map([['first', { outcome: 'skipped', message: 'too dear', provisional: 'not seen' } as const]]);
    const checks = [check('first'), check('second', { after: ['first'] })];
    const store = new FactStore(facts);
    const outcomes = await runSuite({ checks, store, operation: 'op', expectation: {}, limits: {}, leftOut });
    expect(outcomes[1]).toMatchObject({ outcome: 'skipped', message: 'too dear', provisional: 'not seen' });
  });

  test('what depends on a check that was not asked for has no reason of its own to be open', async () => {
    const { outcomes } = await run([
      check('first', { run: () => ({ outcome: 'skipped', message: 'nothing to see', details: { seen: 0 } }) }),
      check('second', { after: ['first'] }),
    ]);
    expect(outcomes[1]).toMatchObject({ outcome: 'skipped', message: 'nothing to see' });
    expect(outcomes[1]).not.toHaveProperty('provisional');
    expect(outcomes[1]?.details).toBeUndefined();
  });

  test('what depends on an unmeasured check is unmeasured too', async () => {
    const { outcomes } = await run([check('first', { needs: ['weight'] }), check('second', { after: ['first'] })]);
    expect(outcomes[1]?.outcome).toBe('inconclusive');
  });

  test('gathers a fact that a check asks for only when this subject makes it necessary', async () => {
    const asking = (threshold: number) =>
      define({
        ...check('asking', { needs: ['size'] }),
        asks: ({ facts: { size } }) => (size > threshold ? ['weight'] : []),
        run: () => ({ outcome: 'passed', message: '' }),
      });
    const content = await run([asking(5)]);
    expect(content.store.gathered).toEqual(['size']);
    expect(content.outcomes[0]?.outcome).toBe('passed');
    const curious = await run([asking(1)]);
    expect(curious.store.gathered).toEqual(['size', 'weight']);
    expect(curious.outcomes[0]).toMatchObject({ outcome: 'inconclusive', message: 'There is no scale' });
  });

  test('gathers what a check asks for after what it asked for first, each fact once', async () => {
    const asking = define({
      ...check('asking', { needs: ['size'] }),
      asks: ({ facts: { size, depth } }) => (depth === undefined ? ['depth'] : depth > size ? ['size', 'depth'] : []),
      run: ({ facts: known }) => ({ outcome: 'passed', message: `${known.size} and ${known.depth}` }),
    });
    const { store, outcomes } = await run([asking]);
    expect(store.gathered).toEqual(['size', 'depth']);
    expect(outcomes[0]?.message).toBe('3 and 7');
  });

  test('a dependency that was not chosen does not block', async () => {
    const { outcomes } = await run([check('second', { after: ['first'] })]);
    expect(outcomes[0]?.outcome).toBe('passed');
  });

  test('gives each check its own limits out of the flat ones, defaults filled in', async () => {
    const seen: unknown[] = [];
    const one = define({
      ...check('one'),
      ordered: [],
      limits: { oneMax: { default: 10 }, oneMin: { default: 1 } },
      run: (_input, limits) => {
        seen.push(limits);
        return { outcome: 'passed', message: '' };
      },
    });
    await run([one], facts, { oneMax: 5, other: 7 });
    expect(seen).toEqual([{ oneMax: 5, oneMin: 1 }]);
  });

  test('a limit that bounds nothing makes its check inconclusive, never a pass', async () => {
    const { outcomes } = await run([check('one')], facts, { oneMax: Number.NaN });
    expect(outcomes[0]).toMatchObject({ outcome: 'inconclusive', details: { code: 'check_crashed' } });
    expect(outcomes[0]?.message).toContain('Expected a number for limits.oneMax but received NaN');
  });
});
