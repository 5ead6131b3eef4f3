/** What a statement says of a run, and what is no statement. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { IN_TOTO, signEnvelope } from '../../../src/core/dsse.js';
import type { Outcome, Verdict } from '../../../src/core/outcome.js';
import type { Report } from '../../../src/core/report.js';
import { canonicalJson, resultOf, type Statement } from '../../../src/report/attest/statement.js';
import { statementOn } from '../../../src/report/attest/statement-on.js';
import { testedOf } from '../../../src/report/attest/tested.js';
import { testedEverywhere } from '../../../src/report/attest/tested-everywhere.js';
import { verifyAttestation } from '../../../src/report/attest/verify.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const SHA = 'ab'.repeat(32);

function reportWith(
  verdict: Verdict,
  outcomes: Readonly<Record<string, Outcome>>,
  changes: Partial<Report> = {},
): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'pressproof', version: '0.1.0' },
    suite: 'artifact',
    subject: { kind: 'artifact', file: { path: 'm.gguf', bytes: 3, sha256: SHA } },
    operation: 'validate',
    expectation: {},
    mode: 'alert',
    verdict,
    coverage: { level: 'full', couldOverturn: false },
    checks: Object.entries(outcomes).map(([id, outcome]) => ({
      id,
      category: 'c',
      outcome,
      message: `${id} says so`,
      durationMs: 1,
    })),
    startedAt: '2026-01-02T03:04:05.000Z',
    durationMs: 1500,
    ...changes,
  };
}

function stated(...reports: readonly Report[]): Statement {
  const configuration = { b: 1, a: [2] };
  return statementOn({ tested: reports.map(testedOf), suite: 'artifact', version: '0.1.0', configuration });
}

describe('of one subject in several environments', () => {
  const within = (name: string, verdict: Verdict, outcomes: Readonly<Record<string, Outcome>>) =>
    reportWith(verdict, outcomes, { expectation: { environment: { name } } });
  const everywhere = (first: Report, ...others: readonly Report[]) =>
    statementOn({
      tested: [testedEverywhere(first, ...others)],
      suite: 'artifact',
      version: '0.1.0',
      configuration: {},
    });

  test('every file is named once, and every check for each of them', () => {
    const { subject, predicate } = everywhere(
      within('small', 'inconclusive', { a: 'passed', b: 'inconclusive' }),
      within('large', 'pass', { a: 'passed', b: 'passed' }),
    );
    expect(subject).toEqual([{ name: 'm.gguf', digest: { sha256: SHA }, annotations: { verdict: 'inconclusive' } }]);
    expect(predicate).toMatchObject({
      result: 'FAILED',
      passedTests: ['a (small)', 'a (large)', 'b (large)'],
      failedTests: ['b (small)'],
      pressproof: {
        environments: [
          { name: 'small', verdict: 'inconclusive' },
          { name: 'large', verdict: 'pass' },
        ],
      },
    });
    expect(predicate.pressproof.reason).toMatch(/^small: /);
  });

  test.each<[Verdict[], string]>([
    [['pass', 'pass'], 'PASSED'],
    [['pass', 'warn'], 'WARNED'],
    [['warn', 'fail'], 'FAILED'],
    [['pass', 'skipped'], 'FAILED'],
    [['skipped', 'skipped'], 'FAILED'],
  ])('verdicts %j make it %s', ([one, other], result) => {
    expect(everywhere(within('small', one!, {}), within('large', other!, {})).predicate.result).toBe(result);
  });
});

const signed = (statement: unknown, type = IN_TOTO) =>
  JSON.stringify(signEnvelope(type, Buffer.from(JSON.stringify(statement)), privateKey));

test('of one subject its checks are the tests', () => {
  const { predicate, subject } = stated(
    reportWith('fail', { a: 'passed', b: 'warned', c: 'failed', d: 'inconclusive', e: 'skipped' }),
  );
  expect(subject).toEqual([{ name: 'm.gguf', digest: { sha256: SHA }, annotations: { verdict: 'fail' } }]);
  expect(predicate).toMatchObject({
    result: 'FAILED',
    passedTests: ['a'],
    warnedTests: ['b'],
    failedTests: ['c', 'd'],
    pressproof: {
      inconclusiveTests: ['d'],
      skippedTests: ['e'],
      startedAt: '2026-01-02T03:04:05.000Z',
      finishedAt: '2026-01-02T03:04:06.500Z',
    },
  });
});

test.each<[Verdict, boolean, string]>([
  ['pass', false, 'PASSED'],
  ['pass', true, 'WARNED'],
  ['warn', false, 'WARNED'],
  ['fail', false, 'FAILED'],
  ['inconclusive', false, 'FAILED'],
  ['skipped', false, 'FAILED'],
])('%s (could be overturned: %s) is %s', (verdict, couldOverturn, result) => {
  expect(resultOf(verdict, couldOverturn)).toBe(result);
});

describe('of several subjects every one is a test', () => {
  const sound = reportWith('pass', { a: 'passed' });
  const other = (verdict: Verdict, path: string) =>
    reportWith(verdict, { a: 'passed' }, { subject: { kind: 'artifact', file: { path, bytes: 1, sha256: SHA } } });

  test('by its name', () => {
    const { predicate, subject } = stated(sound, other('warn', 'w'), other('pass', 'p'));
    expect(predicate).toMatchObject({ result: 'WARNED', passedTests: ['m.gguf', 'p'], warnedTests: ['w'] });
    expect(subject.map(({ annotations }) => annotations?.['verdict'])).toEqual(['pass', 'warn', 'pass']);
  });

  test.each<Verdict>(['fail', 'inconclusive', 'skipped'])('one that is %s fails all', (verdict) => {
    expect(stated(sound, other(verdict, 'x')).predicate).toMatchObject({ result: 'FAILED', failedTests: ['x'] });
  });
});

test('of a model what it was compared with is beside it', () => {
  const file = { path: 'm.gguf', bytes: 9, sha256: SHA };
  const baseline = { path: 'old.gguf', bytes: 5, sha256: 'cd'.repeat(32), name: 'production' };
  const { subject } = stated(reportWith('pass', {}, { subject: { kind: 'artifact', file, baseline } }));
  expect(subject).toEqual([
    {
      name: 'm.gguf',
      digest: { sha256: SHA },
      annotations: { verdict: 'pass', baseline: { name: 'old.gguf', sha256: 'cd'.repeat(32) } },
    },
  ]);
});

test('of a pair the output is attested, with the original beside it', () => {
  const original = { path: 'in.gif', bytes: 9, sha256: 'cd'.repeat(32) };
  const output = { path: 'out.gif', bytes: 5, sha256: SHA };
  const { subject } = stated(reportWith('pass', {}, { subject: { kind: 'image-pair', original, output } }));
  expect(subject).toEqual([
    {
      name: 'out.gif',
      digest: { sha256: SHA },
      annotations: { verdict: 'pass', original: { name: 'in.gif', sha256: 'cd'.repeat(32) } },
    },
  ]);
});

test('of a folder every file is attested', () => {
  const members = ['a', 'b/c'].map((path) => ({ path, bytes: 1, sha256: SHA }));
  const subject = { kind: 'artifact', file: { path: 'm', bytes: 2, sha256: SHA }, members };
  expect(stated(reportWith('pass', {}, { subject })).subject.map(({ name }) => name)).toEqual(['a', 'b/c']);
});

test('nothing is attested of what has no digest', () => {
  const subject = { kind: 'artifact', file: { path: 'm', bytes: null, sha256: null } };
  expect(() => stated(reportWith('pass', {}, { subject }))).toThrow(/was not read to its end/);
  expect(() => stated()).toThrow(/no file that could be attested/);
});

test('canonical JSON does not depend on the order of names', () => {
  expect(canonicalJson({ b: { d: 1, c: [{ z: 1, y: 2 }] }, a: null })).toBe(
    '{"a":null,"b":{"c":[{"y":2,"z":1}],"d":1}}',
  );
});

describe('verifying', () => {
  const statement = stated(reportWith('pass', { a: 'passed' }));
  const predicate = (changes: object) => ({ ...statement, predicate: { ...statement.predicate, ...changes } });
  const [configuration] = statement.predicate.configuration;

  test('what was signed is what is said', () => {
    expect(verifyAttestation(signed(statement), publicKey)).toMatchObject({
      fault: null,
      attested: {
        result: 'PASSED',
        subjects: [{ name: 'm.gguf', sha256: SHA }],
        configuration: configuration.digest.sha256,
        passedTests: ['a'],
      },
    });
  });

  test('statements of other tools, without what is ours, are understood', () => {
    const others = predicate({ pressproof: undefined, configuration: [] });
    const { attested } = verifyAttestation(signed(others), publicKey);
    expect(attested).toMatchObject({ result: 'PASSED', configuration: null, pressproof: null });
  });

  test.each<[string, string, string]>([
    ['no JSON', 'PASSED', 'attestation_json'],
    ['no envelope', '[]', 'dsse_envelope'],
    ['another payload type', signed(statement, 'application/json'), 'attestation_payload_type'],
    ['no statement', signed('PASSED'), 'attestation_statement'],
    ['another statement', signed({ ...statement, _type: 'x' }), 'attestation_statement'],
    ['another predicate', signed({ ...statement, predicateType: 'x' }), 'attestation_predicate_type'],
    ['no subject', signed({ ...statement, subject: [] }), 'attestation_subjects'],
    ['a subject without digest', signed({ ...statement, subject: [{ name: 'a' }] }), 'attestation_subjects'],
    ['no predicate', signed({ ...statement, predicate: 1 }), 'attestation_predicate'],
    ['another result', signed(predicate({ result: 'OK' })), 'attestation_result'],
    ['a pass with failures', signed(predicate({ failedTests: ['a'] })), 'attestation_result'],
    ['tests that are no names', signed(predicate({ passedTests: [1] })), 'attestation_tests'],
    [
      'a configuration that is not that of the digest',
      signed(predicate({ configuration: [{ ...configuration, annotations: { a: 1 } }] })),
      'attestation_configuration',
    ],
  ])('%s is refused', (_, text, code) => {
    expect(verifyAttestation(text, publicKey)).toMatchObject({ attested: null, fault: { code } });
  });

  test('another key, and an altered payload, are refused', () => {
    const refused = { attested: null, fault: { code: 'attestation_signature' } };
    expect(verifyAttestation(signed(statement), generateKeyPairSync('ed25519').publicKey)).toMatchObject(refused);
    const envelope = JSON.parse(signed(predicate({ result: 'FAILED' }))) as object;
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    expect(verifyAttestation(JSON.stringify({ ...envelope, payload }), publicKey)).toMatchObject(refused);
  });
});
