import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Decision } from '../../src/core/decision.js';
import { armOf } from '../../src/policy/arm.js';
import type { Experiment } from '../../src/policy/experiment.js';
import { openStore } from '../../src/store/store.js';
import { compression, decision } from '../observe/decisions.js';
import { failing, report } from '../report/samples.js';
import { cli, fixture, type CliResult } from '../support/cli.js';
import { randomFrom } from '../support/random.js';
import { take } from '../observe/experiment/subjects.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

const ENGINES: Experiment = {
  name: 'engines',
  arms: [
    { name: 'sharp-8', weight: 1, engine: 'sharp', parameters: { colors: 8 } },
    { name: 'gifenc-8', weight: 1, engine: 'gifenc', parameters: { colors: 8 } },
  ],
};
const COST: Experiment = {
  name: 'cost',
  arms: [
    { name: 'control', weight: 1, mode: 'off' },
    { name: 'treatment', weight: 1 },
  ],
};
const config = join(scratch, 'pressproof.json');
writeFileSync(config, JSON.stringify({ experiments: [ENGINES, COST] }));

/** As written, with spaces that do not break told as spaces. */
async function run(args: readonly string[], cwd = scratch): Promise<CliResult> {
  const result = await cli(args, { env: { PRESSPROOF_CONFIG: config }, cwd });
  return { ...result, stdout: result.stdout.replaceAll('\u00a0', ' ') };
}

async function json<T = Record<string, never>>(args: readonly string[], cwd = scratch): Promise<T> {
  return JSON.parse((await run([...args, '--json'], cwd)).stdout) as T;
}

interface Assigned {
  readonly arm: string;
  readonly draw: number;
  readonly engine: string;
  readonly parameters: unknown;
  readonly sampleKey: string;
}

interface Reported {
  readonly subjects: number;
  readonly arms: readonly { readonly name: string; readonly subjects: number; readonly lookedAt: number }[];
  readonly conclusion: { readonly status: string; readonly text: readonly string[] };
}

describe('subjects that are compressed', () => {
  const folder = mkdtempSync(join(scratch, 'compressed-'));
  const names = ['ball', 'hasty', 'held', 'slides'];
  const expected = new Map<string, Assigned>();

  beforeAll(async () => {
    for (const name of names) {
      copyFileSync(fixture(name), join(folder, `${name}.gif`));
      expected.set(name, await json<Assigned>(['experiment', 'assign', 'engines', `${name}.gif`], folder));
    }
  });

  test('are compressed by the engine of their arm, with its parameters, which assign tells beforehand', async () => {
    for (const name of names) {
      const { arm, engine, parameters, sampleKey } = expected.get(name)!;
      expect(sampleKey).toBe(
        createHash('sha256')
          .update(readFileSync(fixture(name)))
          .digest('hex'),
      );
      const args = ['compress', `${name}.gif`, '-o', `${name}-out.gif`, '--experiment', 'engines'];
      expect(await json(args, folder)).toMatchObject({
        engine,
        parameters,
        validation: { experiment: { name: 'engines', arm }, expectation: { colors: 8 } },
      });
    }
    expect(new Set([...expected.values()].map(({ engine }) => engine))).toEqual(new Set(['sharp', 'gifenc']));
  });

  test('are counted once each, however often they are compressed', async () => {
    await run(['compress', 'ball.gif', '-o', 'again.gif', '--experiment', 'engines'], folder);
    const { subjects, arms, conclusion } = await json<Reported>(['experiment', 'report', 'engines'], folder);
    const drawn = ({ name }: { readonly name: string }) =>
      [...expected.values()].filter(({ arm }) => arm === name).length;
    expect(subjects).toBe(names.length);
    expect(arms.map((arm) => arm.subjects)).toEqual(arms.map(drawn));
    expect(conclusion).toMatchObject({ status: 'too_few', text: [expect.stringContaining('Too few subjects')] });
    const listed = await json<{ experiments: { arms: { subjects: number; decisions: number }[] }[] }>(
      ['experiment', 'list'],
      folder,
    );
    const sum = (of: 'subjects' | 'decisions') =>
      listed.experiments[0]!.arms.reduce((total, arm) => total + arm[of], 0);
    expect([sum('subjects'), sum('decisions')]).toEqual([names.length, names.length + 1]);
  });

  test('of few exit with 3, and tell people so', async () => {
    const { code, stdout } = await run(['experiment', 'report', 'engines'], folder);
    expect(code).toBe(3);
    expect(stdout).toContain('engines  too few subjects to conclude from\n4 subjects, each counted once');
    expect(stdout).toMatch(/^fail +\d: /m);
  });
});

test('a key decides the arm of a subject that is only validated, and its control is recorded, not judged', async () => {
  const folder = mkdtempSync(join(scratch, 'validated-'));
  const keyOf = (arm: string) => take(1, keysOf(arm))[0]!;
  for (const [arm, verdict] of [
    ['control', 'skipped'],
    ['treatment', 'warn'],
  ] as const) {
    const args = ['validate', fixture('held'), fixture('held'), '--experiment', 'cost', '--sample-key', keyOf(arm)];
    // no smaller than its original, which is itself
    expect(await json(args, folder)).toMatchObject({ verdict, experiment: { name: 'cost', arm } });
  }
  const { arms } = await json<Reported>(['experiment', 'report', 'cost'], folder);
  expect(arms[0]).toMatchObject({
    name: 'control',
    lookedAt: 0,
    failureRate: { share: null, reason: 'not measured: the arm is not validated' },
  });
  expect(arms.map(({ subjects, lookedAt }) => [subjects, lookedAt])).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

function* keysOf(arm: string): Generator<string> {
  for (let index = 0; ; index++) if (armOf(COST, `key-${index}`).arm.name === arm) yield `key-${index}`;
}

/** Decisions on subjects that are drawn as the commands draw them. */
function recorded(
  experiment: Experiment,
  count: number,
  failureRates: Readonly<Record<string, number>>,
  keep = 1,
): string {
  const random = randomFrom(count);
  const decisions = Array.from({ length: count }, (_, index): Decision | null => {
    const { arm, draw } = armOf(experiment, `${index}`);
    if (arm.name === 'gifenc-8' && random() > keep) return null;
    const skipped = arm.mode === 'off';
    const failed = random() < (failureRates[arm.name] ?? 0.05);
    return decision({
      id: randomUUID(),
      at: Date.UTC(2026, 0, 1) + index * 60_000,
      arm: { experiment: experiment.name, arm: arm.name, draw },
      skipped: skipped ? 'experiment_control' : null,
      report: skipped ? report({ verdict: 'skipped', checks: [] }) : failed ? failing : report({ verdict: 'pass' }),
      addedMs: skipped ? 0 : 10 + 20 * random(),
      compression: compression({
        engine: arm.engine ?? 'sharp',
        durationMs: 50 + 50 * random(),
        outputBytes: 4000 + Math.round(2000 * random()),
      }),
    });
  });
  const path = join(scratch, `${randomUUID()}.db`);
  const store = openStore(path);
  store.record(decisions.filter((one) => one !== null));
  store.close();
  return path;
}

describe('the report', () => {
  test('says which arm fails more often, with bounds, and exits with 0', async () => {
    const store = recorded(ENGINES, 3000, { 'gifenc-8': 0.12 });
    const { code, stdout } = await run(['experiment', 'report', 'engines', '--store', store]);
    expect(code).toBe(0);
    expect(stdout).toContain('engines  a difference is shown\n3,000 subjects');
    expect(stdout).toMatch(
      /• gifenc-8 fails \d\.\d\d to \d\.\d\d times as often as sharp-8 \(\d+\.\d % against \d\.\d %\)\./,
    );
    expect(stdout).toMatch(/^ +sharp-8 +gifenc-8$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('tells programs the same, in one document that survives JSON', async () => {
    const store = recorded(ENGINES, 1000, {});
    const document = await json<Record<string, unknown>>(['experiment', 'report', 'engines', '--store', store]);
    expect(Object.keys(document)).toEqual([
      'schemaVersion',
      'store',
      'since',
      'experiment',
      'subjects',
      'arms',
      'split',
      'lookedAtSplit',
      'drawnOtherwise',
      'comparisons',
      'conclusion',
    ]);
    expect(document).toMatchObject({
      schemaVersion: 1,
      store,
      since: null,
      subjects: 1000,
      drawnOtherwise: 0,
      split: { mismatch: false },
    });
  });

  test('counts from a time on', async () => {
    const store = recorded(ENGINES, 600, {});
    const since = ['--since', '2026-01-01T05:00Z'];
    // a subject a minute
    expect(await json(['experiment', 'report', 'engines', '--store', store, ...since])).toMatchObject({
      subjects: 300,
    });
  });

  test('of one arm beside a control tells what validation costs', async () => {
    const store = recorded(COST, 1000, {});
    const { code, stdout } = await run(['experiment', 'report', 'cost', '--store', store]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/• treatment: \d+ of \d+ fail \(true rate \d+\.\d % to \d+\.\d %\)\./);
    expect(stdout).toMatch(/^fail +not measured +\d+: /m);
  });

  test('concludes nothing and exits with 1 where subjects of an arm are missing', async () => {
    const store = recorded(ENGINES, 4000, { 'gifenc-8': 0.5 }, 0.8);
    const { code, stdout } = await run(['experiment', 'report', 'engines', '--store', store]);
    expect(code).toBe(1);
    expect(stdout).toContain('engines  divided wrongly: nothing is concluded');
    expect(stdout).not.toContain('times as often');
  });

  test('concludes nothing and exits with 1 where the arms were changed meanwhile', async () => {
    const [first, second] = ENGINES.arms;
    const other = { ...ENGINES, arms: [{ ...first!, weight: 3 }, second!] };
    const { code, stdout } = await run(['experiment', 'report', 'engines', '--store', recorded(other, 1000, {})]);
    expect(code).toBe(1);
    expect(stdout).toContain('engines  arms were changed: nothing is concluded');
  });

  test('of arms that do not fit side by side has them one below the other', async () => {
    const store = recorded(ENGINES, 100, {});
    const many = join(scratch, 'many.json');
    const arms = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => ({ name, engine: 'sharp' }));
    writeFileSync(many, JSON.stringify({ experiments: [{ name: 'many', arms }] }));
    const { stdout } = await run(['experiment', 'report', 'many', '--store', store, '--config', many]);
    expect(stdout).toMatch(/^one\n {2}subjects/m);
    expect(stdout).toContain('many  no subject yet');
  });
});

test('list names what is recorded and no longer configured', async () => {
  const store = recorded({ ...ENGINES, name: 'gone' }, 10, {});
  const { code, stdout } = await run(['experiment', 'list', '--store', store]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^gone {2}recorded 2026-01-01 00:00 to 2026-01-01 00:09 UTC; not in the configuration$/m);
  expect(stdout).toMatch(/^ {2}control +50\.0 % {2}subjects 0, decisions 0 {2}mode off$/m);
});

describe('wrong usage exits with 2 and names what is wrong', () => {
  const out = join(scratch, 'never.gif');
  const compress = ['compress', fixture('held'), '-o', out];
  test.each([
    [
      ['experiment', 'report', 'engine', '--store', ':STORE:'],
      'Expected the name of a configured experiment (engines, cost) for experiment but received "engine"',
    ],
    [['experiment', 'report', 'engines', '--store', 'nowhere.db'], 'nowhere.db is not there'],
    [['experiment', 'assign', 'engines'], 'Expected either a file or --key'],
    [['experiment', 'assign', 'engines', 'a.gif', '--key', 'b'], 'Expected either a file or --key'],
    [[...compress, '--experiment', 'engines', '--engine', 'sharp'], 'Expected no engine beside experiment engines'],
    [[...compress, '--experiment', 'engines', '--colors', '8'], 'Expected no colors beside experiment engines'],
    [[...compress, '--experiment', 'cost'], 'Expected an engine beside experiment cost'],
    [[...compress, '--experiment', 'other'], 'Expected the name of a configured experiment'],
    [compress, 'Expected --engine NAME or --experiment NAME'],
    [[...compress, '--engine', 'sharp', '--sample-key', ''], 'Expected a text that is not empty for --sample-key'],
  ])('%j', async (args, message) => {
    const store = args.includes(':STORE:') ? recorded(ENGINES, 1, {}) : '';
    const { code, stderr, stdout } = await run(args.map((word) => (word === ':STORE:' ? store : word)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ['an engine that there is not', { engine: 'gifsickle' }, 'There is no engine "gifsickle"'],
    ['a parameter that it cannot do', { engine: 'gifenc', parameters: { lossy: 3 } }, 'gifenc cannot do lossy'],
    [
      'a parameter out of range',
      { engine: 'sharp', parameters: { colors: 1 } },
      'Expected an integer from 2 to 256 for colors of sharp but received 1',
    ],
    [
      'a parameter of nobody',
      { engine: 'sharp', parameters: { colours: 8 } },
      'Expected only colors, frameRatio, lossy, dither, optimize, quality, fps for parameters but received "colours"',
    ],
  ])('an arm with %s, at config check and before the first subject of any arm', async (_, arm, message) => {
    const wrong = join(scratch, `${randomUUID()}.json`);
    writeFileSync(
      wrong,
      JSON.stringify({
        experiments: [
          {
            name: 'e',
            arms: [
              { name: 'right', weight: 1e9, engine: 'sharp' },
              { name: 'wrong', ...arm },
            ],
          },
        ],
      }),
    );
    for (const args of [
      ['config', 'check'],
      [...compress, '--experiment', 'e'],
    ]) {
      const { code, stderr } = await run([...args, '--config', wrong]);
      expect(code).toBe(2);
      expect(stderr).toContain(`Arm wrong of experiment e: ${message}`);
    }
  });
});

test('a file that cannot be read belongs to no arm', async () => {
  const { code, stderr } = await run(['experiment', 'assign', 'engines', 'nowhere.gif']);
  expect(code).toBe(1);
  expect(stderr).toContain('nowhere.gif cannot be read, so it belongs to no arm');
});
