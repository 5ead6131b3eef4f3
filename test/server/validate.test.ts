import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../src/core/report.js';
import { fixture } from '../support/cli.js';
import { form, post, rootFolder, testServer } from '../support/server.js';

const ball = { name: 'ball.gif', bytes: readFileSync(fixture('ball')) };
const held = { name: 'held.gif', bytes: readFileSync(fixture('held')) };

async function reportOf(response: Response): Promise<Report> {
  expect(response.status).toBe(200);
  return reportSchema.parse(await response.json());
}

describe('files by their paths', () => {
  test('are judged, named as the request names them, whether absolute or below the only root', async () => {
    const root = rootFolder();
    const { url } = await testServer({ 'server.roots': [root] });
    const response = await post(`${url}/v1/validate`, { original: 'ball.gif', output: join(root, 'held.gif') });
    const report = await reportOf(response);
    expect(report.verdict).toBe('fail');
    expect(report.subject.original?.path).toBe(join(root, 'ball.gif'));
    expect(report.subject.output?.path).toBe(join(root, 'held.gif'));
    expect(response.headers.get('pressproof-verdict')).toBe('fail');
    expect(response.headers.get('pressproof-report-id')).toBe(report.id);
  });

  test('below several roots have to be absolute, since they could mean either', async () => {
    const [one, other] = [rootFolder(), rootFolder()];
    const { url } = await testServer({ 'server.roots': [one, other] });
    const relative = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'ball.gif' });
    expect(relative.status).toBe(400);
    const absolute = { original: join(one, 'ball.gif'), output: join(other, 'ball.gif') };
    expect((await reportOf(await post(`${url}/v1/validate`, absolute))).verdict).toBe('warn');
  });

  test('of outputs that are missing or cut lead to a verdict, with their name in it', async () => {
    const root = rootFolder(['ball', 'held']);
    truncateSync(join(root, 'held.gif'), 1000);
    const { url } = await testServer({ 'server.roots': [root] });
    const missing = await reportOf(await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'none.gif' }));
    expect(missing.verdict).toBe('fail');
    expect(missing.checks.find(({ id }) => id === 'file_integrity')?.message).toContain(join(root, 'none.gif'));
    const cut = await reportOf(await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' }));
    expect(cut.checks.find(({ id }) => id === 'file_integrity')?.outcome).toBe('failed');
  });

  test('of originals that are missing are a mistake of who asks, and no subject', async () => {
    const { url } = await testServer({ 'server.roots': [rootFolder()] });
    const original = 'bal.gif';
    for (const request of [
      { original, output: 'ball.gif' },
      { original, outputs: ['ball.gif', 'held.gif'] },
    ]) {
      const response = await post(`${url}/v1/validate`, request);
      expect(response.status).toBe(404);
      const detail = 'There is no file "bal.gif" for original';
      expect(await response.json()).toMatchObject({ code: 'not_found', detail });
    }
    const health: unknown = await (await fetch(`${url}/healthz`)).json();
    expect(health).toMatchObject({ recent: { judged: 0, inconclusive: 0 } });
  });
});

describe('uploads', () => {
  test('are judged under the names that they were sent with', async () => {
    const { url } = await testServer();
    const body = form({ operation: 'lossy_compression' }, { original: ball, output: held });
    const report = await reportOf(await fetch(`${url}/v1/validate`, { method: 'POST', body }));
    expect(report).toMatchObject({ verdict: 'fail', operation: 'lossy_compression' });
    expect(report.subject).toMatchObject({ original: { path: 'ball.gif' }, output: { path: 'held.gif' } });
  });

  test('and paths go together, and parts of any name are referred to by it', async () => {
    const { url } = await testServer({ 'server.roots': [rootFolder()] });
    const request = { original: 'ball.gif', output: { upload: 'new' } };
    const report = await reportOf(
      await fetch(`${url}/v1/validate`, { method: 'POST', body: form(request, { new: ball }) }),
    );
    expect(report.verdict).toBe('warn');
  });

  test('that nothing refers to, and references to nothing, are mistakes', async () => {
    const { url } = await testServer();
    const unused = form({}, { original: ball, output: ball, extra: held });
    const response = await fetch(`${url}/v1/validate`, { method: 'POST', body: unused });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('"extra"') });
    const absent = form({ output: { upload: 'x' } }, { original: ball });
    const other = await fetch(`${url}/v1/validate`, { method: 'POST', body: absent });
    expect(await other.json()).toMatchObject({ status: 400, detail: expect.stringContaining('output.upload') });
  });
});

test('several outputs of one original are judged each by what was asked of it', async () => {
  const { url } = await testServer({ 'server.roots': [rootFolder()] });
  const outputs = [
    'ball.gif',
    { output: 'ball.gif', operation: 'color_reduction', expectation: { colors: 2 } },
    { output: 'held.gif', checks: ['file_integrity'] },
  ];
  const response = await post(`${url}/v1/validate`, { original: 'ball.gif', outputs });
  const { reports } = (await response.json()) as { reports: Report[] };
  expect(reports.map(({ verdict }) => verdict)).toEqual(['warn', 'fail', 'pass']);
  expect(reports[1]?.expectation).toEqual({ colors: 2 });
});

describe('what a request states', () => {
  test('mode, limits, coverage, sampling and experiment hold for it alone', async () => {
    const experiments = [{ name: 'trial', arms: [{ name: 'none', mode: 'off' }, { name: 'all' }] }];
    const { url } = await testServer({ 'server.roots': [rootFolder()], experiments, 'sampling.rate': 0.5 });
    const judge = async (more: object) =>
      await reportOf(await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'ball.gif', ...more }));
    expect(await judge({ mode: 'off' })).toMatchObject({ mode: 'off', verdict: 'skipped' });
    // the draws of keys are sticky
    const drawn = await Promise.all(Array.from({ length: 20 }, (_, key) => judge({ sampleKey: `key ${key}` })));
    const again = await Promise.all(Array.from({ length: 20 }, (_, key) => judge({ sampleKey: `key ${key}` })));
    const verdicts = drawn.map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['warn', 'skipped']));
    expect(again.map(({ verdict }) => verdict)).toEqual(verdicts);
    const arms = await Promise.all(
      Array.from({ length: 20 }, (_, key) => judge({ sampleKey: `key ${key}`, experiment: 'trial' })),
    );
    expect(new Set(arms.map(({ experiment }) => experiment?.arm))).toEqual(new Set(['none', 'all']));
  });

  test.each([
    [
      'a field that is misspelt',
      { orignal: 'a.gif' },
      'unknown_field',
      'Unknown field orignal; did you mean original?',
    ],
    ['a field deeper down', { expectation: { colours: 3 } }, 'unknown_field', 'did you mean colors?'],
    [
      'a value of another kind',
      { expectation: { colors: 'few' } },
      'invalid_argument',
      'for expectation.colors but received "few"',
    ],
    ['an operation that is none', { operation: 'shrink' }, 'invalid_argument', 'for operation but received "shrink"'],
    [
      'a limit that is none',
      { limits: { fps: 1 }, original: 'ball.gif', output: 'ball.gif' },
      'unknown_field',
      'limits.fps',
    ],
    ['a path as a setting', { cache: { dir: '/tmp' } }, 'unknown_field', 'cache'],
    ['no files', {}, 'invalid_argument', 'for original'],
    ['both output and outputs', { output: 'ball.gif', outputs: ['ball.gif'] }, 'invalid_argument', 'output'],
    [
      'an experiment that is none',
      { experiment: 'nope', original: 'ball.gif', output: 'ball.gif' },
      'invalid_argument',
      'nope',
    ],
  ])('%s is refused, naming the field', async (_, request, code, detail) => {
    const { url } = await testServer({ 'server.roots': [rootFolder()] });
    const response = await post(`${url}/v1/validate`, request);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as { code: string; detail: string };
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(detail);
  });
});
