import { createHash, type KeyObject } from 'node:crypto';
import type { Json } from '../../core/check.js';
import { DsseError, envelopeOf, IN_TOTO, isSignedBy, type Envelope } from '../../core/dsse.js';
import { reasonOf } from '../../core/errors.js';
import { canonicalJson, STATEMENT_TYPE, TEST_RESULT, TEST_RESULTS, type TestResult } from './statement.js';

/** What is wrong with an attestation. */
export interface Fault {
  /** Stable, lower_snake_case: `attestation_...` or `dsse_...`. */
  readonly code: string;
  readonly message: string;
}

/** A file that a statement is of. */
export interface AttestedSubject {
  readonly name: string | null;
  readonly sha256: string;
  /** Of a batch, whose names begin at one root: the test that this file belongs to, alone or with others. null: of none. */
  readonly test: string | null;
}

/** What a signed statement says, as far as it was understood. Other tools' predicates may lack what is null here. */
export interface Attested {
  readonly result: TestResult;
  readonly subjects: readonly AttestedSubject[];
  readonly configuration: string | null;
  readonly passedTests: readonly string[];
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
  /** What pressproof adds; null: it was not made by it. */
  readonly pressproof: { readonly [name: string]: Json } | null;
}

/** Nothing is said of what is not signed by the key. */
export type Verification =
  { readonly attested: Attested; readonly fault: null } | { readonly attested: null; readonly fault: Fault };

/**
 * Verifies an attestation: the signature by the key, then that what was signed is a statement with the result of a test.
 * @throws UsageError `key_unsuitable`
 */
export function verifyAttestation(text: string, publicKey: KeyObject): Verification {
  const envelope = opened(text);
  if ('code' in envelope) return refused(envelope.code, envelope.message);
  if (envelope.payloadType !== IN_TOTO) {
    const found = JSON.stringify(envelope.payloadType);
    return refused('attestation_payload_type', `Expected ${IN_TOTO}, found ${found}`);
  }
  if (!isSignedBy(envelope, publicKey)) {
    return refused('attestation_signature', 'It is not signed by this key, or was altered since');
  }
  return read(Buffer.from(envelope.payload).toString('utf8'));
}

function opened(text: string): Envelope | Fault {
  try {
    return envelopeOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof DsseError) return { code: error.code, message: error.message };
    return { code: 'attestation_json', message: `It is no JSON: ${reasonOf(error)}` };
  }
}

function read(payload: string): Verification {
  const statement = parsed(payload);
  const { _type: type, predicateType, subject, predicate } = statement ?? {};
  if (type !== STATEMENT_TYPE)
    return refused('attestation_statement', `Expected ${STATEMENT_TYPE}, found ${shown(type)}`);
  if (predicateType !== TEST_RESULT) {
    return refused('attestation_predicate_type', `Expected ${TEST_RESULT}, found ${shown(predicateType)}`);
  }
  const subjects = Array.isArray(subject) ? (subject as readonly unknown[]).map(subjectOf) : [];
  if (subjects.length === 0) return refused('attestation_subjects', 'Expected at least one subject, found none');
  if (!subjects.every((one) => one !== null)) {
    return refused('attestation_subjects', 'Expected a sha256 in hex for every subject, found none for some');
  }
  if (!isObject(predicate)) return refused('attestation_predicate', 'Expected a predicate, found none');
  const result = TEST_RESULTS.find((one) => one === predicate['result']);
  if (!result) {
    return refused('attestation_result', `Expected ${TEST_RESULTS.join(', ')}, found ${shown(predicate['result'])}`);
  }
  const lists = ['passedTests', 'warnedTests', 'failedTests'].map((name) => listOf(predicate[name]));
  const [passedTests, warnedTests, failedTests] = lists;
  if (!passedTests || !warnedTests || !failedTests) {
    return refused('attestation_tests', 'Expected lists of the names of tests, found something else');
  }
  if (result === 'PASSED' && failedTests.length > 0) {
    return refused('attestation_result', `It says PASSED and names ${failedTests.length} failed tests`);
  }
  const configuration = configurationOf(predicate['configuration']);
  if (configuration === undefined) {
    return refused('attestation_configuration', 'Expected the digest of the configuration beside it, found another');
  }
  const own = predicate['pressproof'];
  const pressproof = isObject(own) ? own : null;
  return {
    attested: { result, subjects, configuration, passedTests, warnedTests, failedTests, pressproof },
    fault: null,
  };
}

function subjectOf(value: unknown): AttestedSubject | null {
  const { name, digest, annotations } = isObject(value) ? value : {};
  const sha256 = isObject(digest) ? digest['sha256'] : undefined;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  const test = isObject(annotations) ? annotations['test'] : undefined;
  return { name: typeof name === 'string' ? name : null, sha256, test: typeof test === 'string' ? test : null };
}

/** Its digest; null: it has none; undefined: it has one that is not that of the configuration beside it. */
function configurationOf(value: unknown): string | null | undefined {
  const [first] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const { digest, annotations, name } = isObject(first) ? first : {};
  const sha256 = isObject(digest) ? digest['sha256'] : undefined;
  if (typeof sha256 !== 'string') return null;
  if (name !== 'pressproof' || !isObject(annotations)) return sha256;
  return createHash('sha256').update(canonicalJson(annotations)).digest('hex') === sha256 ? sha256 : undefined;
}

function listOf(value: unknown): readonly string[] | null {
  if (value === undefined) return [];
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
}

function parsed(text: string): { readonly [name: string]: Json } | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(code: string, message: string): Verification {
  return { attested: null, fault: { code, message } };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'none').slice(0, 200);
}
