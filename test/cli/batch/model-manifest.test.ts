/** A manifest of models says of each what the flags of `artifact validate` say of one: the reports are the same. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { SERIES, tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import type { Decision } from '../../../src/core/decision.js';
import type { Report } from '../../../src/core/report.js';
import { cli, jsonLines } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
mkdirSync(at('lists'));
mkdirSync(at('elsewhere'));
const good = buildGguf(tinyLlama()).bytes;
const worse = buildGguf(tinyLlama({ worse: true })).bytes;
for (const name of ['v5.gguf', 'v6.gguf', 'lists/named.gguf', 'elsewhere/live.gguf']) writeFileSync(at(name), good);
writeFileSync(at('worse.gguf'), worse);
const examples = SERIES.flatMap((words) =>
  words
    .slice(1)
    .map((_, before) => ({ input: words.slice(0, before + 1).join(' '), expected: words.slice(before + 1).join(' ') })),
);
writeFileSync(at('holdout.jsonl'), examples.map((one) => JSON.stringify(one)).join('\n'));
const sha256 = createHash('sha256').update(good).digest('hex');

/** Each as a row, and as the same flags of a single run. */
const MODELS: readonly (readonly [row: Readonly<Record<string, string>>, flags: readonly string[]])[] = [
  [
    { input: '../v6.gguf', name: 'majora', version: 'v6', baseline: '../v5.gguf', sha256: sha256.toUpperCase() },
    [at('v6.gguf'), '--name', 'majora', '--version', 'v6', '--baseline', at('v5.gguf'), '--expect-sha256', sha256],
  ],
  [
    { input: '../worse.gguf', baseline: '../v5.gguf', holdout: '../holdout.jsonl' },
    [at('worse.gguf'), '--baseline', at('v5.gguf'), '--holdout', at('holdout.jsonl')],
  ],
  [{ input: '../worse.gguf', sha256 }, [at('worse.gguf'), '--expect-sha256', sha256]],
  // a name of artifact.baselines, and one that a file beside the manifest has
  [{ input: '../v5.gguf', baseline: 'live' }, [at('v5.gguf'), '--baseline', 'live']],
  [{ input: '../v5.gguf', baseline: 'named.gguf' }, [at('v5.gguf'), '--baseline', at('lists/named.gguf')]],
  [{ input: '../v5.gguf' }, [at('v5.gguf')]],
];

const CHECKS = ['--checks', 'file_integrity,format_validation,architecture_compatibility,holdout,regression'];
const CONFIG = at('pressproof.yaml');
writeFileSync(CONFIG, `artifact: { baselines: { live: ${at('elsewhere/live.gguf')} } }`);
const judging = [...CHECKS, '--config', CONFIG];

/** What is not of the moment: neither times nor names of runs. */
function lasting({ subject, expectation, operation, verdict, reason, coverage, checks }: Report) {
  const kept = checks.map(({ id, outcome, message, expected, actual }) => ({ id, outcome, message, expected, actual }));
  // how long answers took is in no two runs the same
  const text = JSON.stringify({ subject, expectation, operation, verdict, reason, coverage, checks: kept });
  return JSON.parse(text.replaceAll(/\b\d+(\.\d+)? (ms|tokens)\b/g, 'N $2'), (key, value: unknown) =>
    /Ms$|latency|PerSecond/i.test(key) ? null : value,
  ) as object;
}

async function reportsOf(run: string): Promise<Report[]> {
  const rows = jsonLines(readFileSync(join(run, 'results.jsonl'), 'utf8'));
  const ordered = rows.toSorted((a, b) => Number(a['ordinal']) - Number(b['ordinal']));
  return await Promise.all(
    ordered.map(async ({ decision }) => {
      const { stdout } = await cli(['investigate', String(decision), '--store', join(run, 'run.db'), '--json']);
      return (JSON.parse(stdout) as Decision).report;
    }),
  );
}

let single: readonly object[] = [];
beforeAll(async () => {
  const reports: object[] = [];
  for (const [, flags] of MODELS) {
    const { stdout } = await cli(['artifact', 'validate', ...flags, ...judging, '--json']);
    reports.push(lasting(JSON.parse(stdout) as Report));
  }
  single = reports;
}, 300_000);

const COLUMNS = ['input', 'name', 'version', 'baseline', 'holdout', 'sha256'];
const csv = [COLUMNS, ...MODELS.map(([row]) => COLUMNS.map((name) => row[name] ?? ''))].map((line) => line.join(','));
const jsonl = MODELS.map(([{ sha256: digest, ...row }]) => JSON.stringify({ ...row, expectSha256: digest }));

describe.each([
  ['models.csv', csv],
  ['models.jsonl', jsonl],
])('%s', (name, lines) => {
  const manifest = at('lists', name);
  const run = at(`run-${name}`);

  test('has the reports that single runs have', async () => {
    writeFileSync(manifest, lines.join('\n'));
    const args = ['batch', '--job', 'artifacts', manifest, '--out', run, '--concurrency', '2', '--no-progress'];
    const { code, stderr } = await cli([...args, ...judging]);
    expect(stderr).not.toMatch(/not used/);
    expect((await reportsOf(run)).map(lasting)).toEqual(single);
    expect(code).toBe(1);
  }, 300_000);
});

test('the reports that were compared say something: names, digests, a baseline, and a true regression', () => {
  const outcomes = single.map((report) => {
    const { checks } = report as Report;
    return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
  });
  expect(single[0]).toMatchObject({ subject: { name: 'majora', version: 'v6' } });
  expect(outcomes[0]).toMatchObject({ file_integrity: 'passed', architecture_compatibility: 'passed' });
  expect(outcomes[1]).toMatchObject({ holdout: 'failed', regression: 'failed' });
  expect(outcomes[2]).toMatchObject({ file_integrity: 'failed' });
  expect(outcomes[3]).toMatchObject({ architecture_compatibility: 'passed' });
  expect(outcomes[5]).toMatchObject({ architecture_compatibility: 'skipped' });
});

test('what a model is held against tells items apart: another baseline is done when the run is resumed', async () => {
  const manifest = at('lists', 'resumed.csv');
  const run = at('run-resumed');
  const flags = ['--checks', 'architecture_compatibility', '--no-progress', '--json'];
  writeFileSync(manifest, 'input,baseline\n../v6.gguf,../v5.gguf\n');
  await cli(['batch', '--job', 'artifacts', manifest, '--out', run, ...flags]);
  writeFileSync(manifest, 'input,baseline\n../v6.gguf,../v5.gguf\n../v6.gguf,../worse.gguf\n');
  const { stdout } = await cli(['batch', '--resume', '--out', run, '--no-progress', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ total: { items: 2 } });
});

test.each([
  ['input,baselin\nv5.gguf,a\n', /Unknown column baselin in .*wrong\.csv; did you mean baseline\?/],
  ['input,sha\nv5.gguf,a\n', /Unknown column sha in .*wrong\.csv; did you mean sha256\?/],
  [
    'input,sha256\nv5.gguf,a\n',
    /Expected a sha256, 64 hex digits for sha256 in line 2 of .*wrong\.csv but received "a"/,
  ],
  ['input,sha256,expectSha256\nv5.gguf,,\n', /Expected one column sha256 \(or expectSha256\) in .*wrong\.csv/],
  [
    'input,holdout\nv5.gguf,s3://bucket/holdout.jsonl\n',
    /Expected a path on this machine for holdout in line 2 of .*wrong\.csv but received "s3:/,
  ],
])('a row that is wrong is refused with its column: %j', async (text, message) => {
  const manifest = at('lists', 'wrong.csv');
  writeFileSync(manifest, text);
  const { code, stderr } = await cli(['batch', '--job', 'artifacts', manifest, '--out', at('run-wrong')]);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
