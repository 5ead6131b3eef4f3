import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, fixture, jsonLines } from '../support/cli.js';
import { cutFixture, scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const cut = cutFixture('plasma', 0.6, join(folder, 'cut.gif'));

test('probe --json has exactly the fields of the contract', async () => {
  const { stdout } = await cli(['probe', '--json', cut]);
  const [facts] = jsonLines(stdout);
  const names =
    'path bytes sha256 format width height frames delaysMs durationMs fps loopCount colors transparent complete';
  expect(Object.keys(facts ?? {})).toEqual([...names.split(' '), 'problems']);
  expect(facts?.['colors']).toEqual({ union: expect.any(Number), maxPerFrame: expect.any(Number) });
  const [problem] = (facts?.['problems'] ?? []) as object[];
  expect(Object.keys(problem ?? {}).toSorted()).toEqual(['code', 'frame', 'message', 'offset', 'severity']);
});

test('validate --json has the fields of the contract, and every number is finite', async () => {
  const { stdout } = await cli(['validate', fixture('plasma'), cut, '--json']);
  const [report] = jsonLines(stdout);
  const names =
    'schemaVersion tool suite subject operation expectation mode verdict coverage checks startedAt durationMs';
  expect(Object.keys(report ?? {})).toEqual(expect.arrayContaining(names.split(' ')));
  expect(report).toMatchObject({
    schemaVersion: 1,
    tool: { name: 'pressproof' },
    suite: 'image',
    subject: {
      kind: 'image-pair',
      original: { path: fixture('plasma'), bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      output: { path: cut },
    },
    coverage: { level: 'full', framesCompared: expect.any(Number), framesTotal: expect.any(Number) },
  });
  // JSON.stringify writes null for NaN and infinity, so a null number has to have its reason: here nothing is null
  // as words: the path has drawn letters in it
  expect(stdout).not.toMatch(/\b(NaN|Infinity)\b/);
});

test('engines --json says of each engine what it can do', async () => {
  const { stdout } = await cli(['engines', '--json']);
  for (const engine of JSON.parse(stdout) as Record<string, unknown>[]) {
    expect(Object.keys(engine)).toEqual(
      expect.arrayContaining(['name', 'available', 'version', 'missing', 'install', 'capabilities']),
    );
  }
});
