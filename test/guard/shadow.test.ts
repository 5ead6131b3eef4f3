import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportSchema, type Report } from '../../src/core/report.js';
import { gifenc } from '../../src/engines/index.js';
import { close } from '../../src/guard/close.js';
import { guard } from '../../src/guard/guard.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { compressor, copying, cutting } from '../support/compressors.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = readFileSync(fixture('ball'));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let input: string;
let output: string;
let reports: Report[];
const onReport = (report: Report): void => void reports.push(report);

beforeEach(() => {
  folder = temporaryFolder();
  input = join(folder, 'in.gif');
  output = join(folder, 'out.gif');
  writeFileSync(input, ball);
  reports = [];
  // snapshots of this test only, so that what is left can be counted
  vi.stubEnv('TMPDIR', mkdtempSync(join(tmpdir(), 'pressproof-shadow-')));
});
afterEach(() => {
  rmSync(process.env['TMPDIR'] as string, { recursive: true });
  vi.unstubAllEnvs();
});
afterAll(close);

/** A pool whose only worker is busy, so that validation begins long after the caller had its result. */
function busyPool(): WorkerPool {
  const pool = new WorkerPool({ threads: 1 });
  const plasma = { path: fixture('plasma') };
  const budget = { maxCanvasPixels: 2 ** 26, maxFrames: 1000 };
  void pool.run({ kind: 'probe', file: plasma, budget, crossCheck: true });
  return pool;
}

async function onlyReport(): Promise<Report> {
  await close();
  expect(reports).toHaveLength(1);
  return reportSchema.parse(reports[0]);
}

test.each<[string, () => void]>([
  ['deletes both files', () => [input, output].forEach((path) => rmSync(path))],
  ['overwrites them in place', () => [input, output].forEach((path) => writeFileSync(path, 'something else'))],
  ['moves the output away', () => renameSync(output, join(folder, 'moved.gif'))],
  ['deletes the whole folder', () => rmSync(folder, { recursive: true })],
])('judges the very bytes that were written when the caller %s right away', async (_, interfere) => {
  const engine = gifenc();
  const pool = busyPool();
  await guard(engine, { mode: 'shadow', pool, onReport })(input, output, { colors: 32 });
  const written = hash(readFileSync(output));
  interfere();
  mkdirSync(folder, { recursive: true });
  const report = await onlyReport();
  await pool.close();
  expect(report).toMatchObject({ verdict: 'pass', mode: 'shadow', operation: 'color_reduction' });
  expect(report.subject).toMatchObject({
    original: { path: input, sha256: hash(ball) },
    output: { path: output, sha256: written },
  });
});

test('the engine works as if there were no guard: its own paths, its own object, and what fails is there', async () => {
  const engine = cutting();
  writeFileSync(output, 'older');
  linkSync(output, join(folder, 'other name.gif'));
  const result = await guard(engine, { mode: 'shadow', onReport })(input, output);
  expect(result).toBe(engine.results[0]);
  expect(result).toEqual({ engine: 'cutting', wrote: output });
  // written in place, so a second name of the file still is one
  expect(readFileSync(join(folder, 'other name.gif'))).toEqual(readFileSync(output));
  expect(readFileSync(output)).toHaveLength(Math.floor(ball.length * 0.6));
  expect((await onlyReport()).verdict).toBe('fail');
});

test('an output that somebody else writes to meanwhile has no verdict, and the caller sees nothing of it', async () => {
  let writing = true;
  // every turn of the event loop, so also between any two steps of a copy
  const write = (): void => {
    appendFileSync(output, 'x');
    if (writing) setImmediate(write);
  };
  const engine = compressor('shared', async (from, to) => {
    copyFileSync(from, to);
    setImmediate(write);
  });
  expect(await guard(engine, { mode: 'shadow', onReport })(input, output)).toBe(engine.results[0]);
  writing = false;
  const report = await onlyReport();
  expect(report.verdict).toBe('inconclusive');
  expect(report.reason).toBe(`${output} was written to while it was copied to be judged`);
  expect(readdirSync(process.env['TMPDIR'] as string)).toEqual([]);
});

test.each([
  ['mode shadow', { mode: 'shadow' }],
  ['a dropped subject', { mode: 'shadow', shadow: { maxPending: 0 } }],
  ['a subject not drawn', { mode: 'shadow', sampling: { rate: 0 } }],
])('a compressor that returns nothing does so in %s', async (_, settings) => {
  const config = join(folder, 'pressproof.json');
  writeFileSync(config, JSON.stringify(settings));
  const { name, compress } = copying();
  const nothing = async (from: string, to: string) => void (await compress(from, to)) as unknown as object;
  expect(await guard({ name, compress: nothing }, { config, onReport })(input, output)).toBeUndefined();
  expect(readFileSync(output)).toEqual(ball);
  await onlyReport();
});

test('the same path in and out is judged against what was there before', async () => {
  await guard(gifenc(), { mode: 'shadow', onReport })(input, input, { colors: 16 });
  const written = hash(readFileSync(input));
  const { subject, verdict } = await onlyReport();
  expect(verdict).toBe('pass');
  expect(subject).toMatchObject({ original: { sha256: hash(ball) }, output: { sha256: written } });
});

test('leaves neither temporary files nor snapshots', async () => {
  const shrink = guard(copying(), { mode: 'shadow', onReport });
  await Promise.all([1, 2, 3, 4].map((index) => shrink(input, join(folder, `${index}.gif`))));
  await close();
  expect(reports).toHaveLength(4);
  expect(readdirSync(folder).toSorted()).toEqual(['1.gif', '2.gif', '3.gif', '4.gif', 'in.gif']);
  expect(readdirSync(process.env['TMPDIR'] as string)).toEqual([]);
});

test('goes on without a place for snapshots: the caller has its file, the report says why', async () => {
  const gone = process.env['TMPDIR'] as string;
  vi.stubEnv('TMPDIR', join(gone, 'none'));
  await guard(copying(), { mode: 'shadow', onReport })(input, output);
  vi.stubEnv('TMPDIR', gone);
  expect(readFileSync(output)).toEqual(ball);
  const report = await onlyReport();
  expect(report.verdict).toBe('inconclusive');
  expect(report.reason).toContain('ENOENT');
});

test.each([
  ['call option', { mode: 'shadow' as const }, ''],
  ['environment', {}, 'shadow'],
  ['environment', {}, 'off'],
])('settings that cannot be read stay out of the caller’s sight: mode by %s', async (_, options, mode) => {
  const engine = copying();
  vi.stubEnv('PRESSPROOF_MODE', mode);
  vi.stubEnv('PRESSPROOF_CONFIG', join(folder, 'none.yaml'));
  expect(await guard(engine, { ...options, onReport })(input, output)).toBe(engine.results[0]);
  expect(readFileSync(output)).toEqual(ball);
});

test.each(['input', 'output'])('a pipe as %s is left to the engine and never waited for', async (which) => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const engine = compressor('piped', async () => {});
  const [from, to] = which === 'input' ? [pipe, output] : [input, pipe];
  expect(await guard(engine, { mode: 'shadow', onReport })(from, to)).toBe(engine.results[0]);
  const report = await onlyReport();
  expect(report).toMatchObject({ verdict: 'inconclusive', reason: `${pipe} is not a regular file` });
  expect(report.subject).toMatchObject({ original: { path: from }, output: { path: to } });
});

test('a signal that fires after the return does not stop the judgement', async () => {
  const controller = new AbortController();
  await guard(copying(), { mode: 'shadow', onReport })(input, output, {}, controller.signal);
  controller.abort();
  expect((await onlyReport()).verdict).toBe('warn');
});
