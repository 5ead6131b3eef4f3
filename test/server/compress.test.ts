import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture } from '../support/cli.js';
import { form, post, rootFolder, testServer } from '../support/server.js';

const ball = { name: 'ball.gif', bytes: readFileSync(fixture('ball')) };
const register = { name: 'register.gif', bytes: readFileSync(fixture('register')) };
const sharp = { engine: 'sharp', parameters: { colors: 32 } };
/** Three colours ruin it. */
const ruinous = { engine: 'sharp', parameters: { colors: 3 } };

interface Answer {
  readonly output: string;
  readonly outputBytes: number;
  readonly validation?: { readonly verdict: string; readonly subject: { readonly output: { readonly path: string } } };
}

test('to a path below a root, the output appears there, and the answer describes it', async () => {
  const root = rootFolder();
  const { url } = await testServer({ 'server.roots': [root] });
  const response = await post(`${url}/v1/compress`, { input: 'ball.gif', output: 'small.gif', ...sharp });
  const answer = (await response.json()) as Answer;
  const output = join(root, 'small.gif');
  expect(answer).toMatchObject({ engine: 'sharp', parameters: { colors: 32 }, output });
  expect(answer.validation).toMatchObject({ verdict: 'pass', subject: { output: { path: output } } });
  expect(statSync(output).size).toBe(answer.outputBytes);
  expect(readdirSync(root).toSorted()).toEqual(['ball.gif', 'held.gif', 'small.gif']);
});

test('without a path the answer is the file, its verdict beside it', async () => {
  const { url } = await testServer();
  const response = await fetch(`${url}/v1/compress`, { method: 'POST', body: form(sharp, { input: ball }) });
  const { status, headers } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('image/gif');
  expect(headers.get('content-disposition')).toContain('compressed-ball.gif');
  expect(bytes.subarray(0, 6).toString('latin1')).toMatch(/^GIF8[79]a$/);
  expect(headers.get('pressproof-verdict')).toBe('pass');
  const report = await fetch(`${url}/v1/reports/${headers.get('pressproof-report-id')}`);
  expect(await report.json()).toMatchObject({ subject: { output: { bytes: bytes.length } } });
});

describe('in mode enforce', () => {
  test('a rejected output is answered by its report, and what is at its place stays', async () => {
    const root = rootFolder(['register']);
    writeFileSync(join(root, 'small.gif'), 'the older one');
    const { url } = await testServer({ 'server.roots': [root], mode: 'enforce' });
    const response = await post(`${url}/v1/compress`, { input: 'register.gif', output: 'small.gif', ...ruinous });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'validation_failed',
      detail: expect.stringContaining(join(root, 'small.gif')),
      report: { verdict: 'fail', mode: 'enforce', subject: { output: { path: join(root, 'small.gif') } } },
    });
    expect(readFileSync(join(root, 'small.gif'), 'utf8')).toBe('the older one');
    expect(readdirSync(root).toSorted()).toEqual(['register.gif', 'small.gif']);
  });

  test('no bytes of it leave the server either', async () => {
    const { url } = await testServer({ mode: 'enforce' });
    const response = await fetch(`${url}/v1/compress`, { method: 'POST', body: form(ruinous, { input: register }) });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

test('in mode alert it is published with its failure', async () => {
  const root = rootFolder(['register']);
  const { url } = await testServer({ 'server.roots': [root] });
  const response = await post(`${url}/v1/compress`, { input: 'register.gif', output: 'small.gif', ...ruinous });
  expect(response.status).toBe(200);
  expect(((await response.json()) as Answer).validation?.verdict).toBe('fail');
  expect(existsSync(join(root, 'small.gif'))).toBe(true);
});

test.each(['shadow', 'off'])('in mode %s the caller sees nothing of a verdict', async (mode) => {
  const root = rootFolder(['register']);
  const { url } = await testServer({ 'server.roots': [root], mode });
  const response = await post(`${url}/v1/compress`, { input: 'register.gif', output: 'small.gif', ...ruinous });
  expect(await response.json()).not.toHaveProperty('validation');
  const upload = await fetch(`${url}/v1/compress`, { method: 'POST', body: form(ruinous, { input: register }) });
  expect(upload.status).toBe(200);
  expect([...upload.headers.keys()].filter((name) => /verdict|report|mode|link/.test(name))).toEqual([]);
});

test('an experiment whose arms name engines compresses with that of the arm', async () => {
  const root = rootFolder();
  const arms = [
    { name: 'control', engine: 'gifenc' },
    { name: 'treatment', engine: 'sharp', parameters: { colors: 64 } },
  ];
  const { url } = await testServer({ 'server.roots': [root], experiments: [{ name: 'trial', arms }] });
  const request = { input: 'ball.gif', experiment: 'trial', output: 'a.gif' };
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, key) => {
      const response = await post(`${url}/v1/compress`, { ...request, sampleKey: `key ${key}` });
      return (await response.json()) as { engine: string; validation: { experiment: { arm: string } } };
    }),
  );
  const drawn = answers.map(({ engine, validation }) => `${validation.experiment.arm} ${engine}`);
  expect(new Set(drawn)).toEqual(new Set(['control gifenc', 'treatment sharp']));
  const both = await post(`${url}/v1/compress`, { ...request, engine: 'sharp' });
  expect(await both.json()).toMatchObject({ status: 400, detail: expect.stringContaining('no engine') });
});

describe('what cannot be done says why', () => {
  test.each([
    ['an input that is not there', { input: 'none.gif', ...sharp }, 404, 'not_found'],
    ['no engine', { input: 'ball.gif' }, 400, 'invalid_argument'],
    ['an engine that is none', { input: 'ball.gif', engine: 'magic' }, 400, 'invalid_argument'],
    [
      'what the engine cannot do',
      { input: 'ball.gif', engine: 'gifenc', parameters: { lossy: 3 } },
      400,
      'unsupported_parameter',
    ],
    ['an input that is no GIF', { input: 'text.gif', ...sharp }, 422, 'unsupported_input'],
    ['an output that is a folder', { input: 'ball.gif', output: 'folder', ...sharp }, 403, 'path_not_allowed'],
    [
      'an output in a folder that is not there',
      { input: 'ball.gif', output: 'no/a.gif', ...sharp },
      403,
      'path_not_allowed',
    ],
  ])('%s', async (_, request, status, code) => {
    const root = rootFolder();
    writeFileSync(join(root, 'text.gif'), 'no picture at all');
    symlinkSync(root, join(root, 'folder'));
    const { url } = await testServer({ 'server.roots': [root] });
    const response = await post(`${url}/v1/compress`, request);
    const problem = (await response.json()) as { code: string; detail: string };
    expect({ status: response.status, code: problem.code }).toEqual({ status, code });
    expect(problem.detail).not.toContain('pressproof-serve');
  });
});
