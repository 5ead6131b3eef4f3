import { invalidArgument } from '../../core/errors.js';
import type { ArtifactExpectation } from '../../artifact/expectation.js';
import { expectedDigests } from '../../artifact/expected-digest.js';

type Stated = Omit<ArtifactExpectation, 'environment'>;

/** What each expectation can be, in words and as a test; the type makes a new one join. Baselines are looked up apart. */
const EXPECTATIONS: Readonly<Record<keyof Stated, readonly [words: string, fits: (value: unknown) => boolean]>> = {
  sha256: ['64 hex digits', isText],
  digest: ['sha256:HEX or blake2b:HEX', isText],
  signature: ['{ bundle, publicKey }, paths', (value) => isRecordOf(value, isText)],
  baseline: ['a path, or a name of artifact.baselines', isText],
  holdout: ['{ path, ... }', (value) => isRecord(value) && isText(value['path'])],
  reported: ['numbers by their names', (value) => isRecordOf(value, (each) => typeof each === 'number')],
  prompts: ['a list of texts', (value) => Array.isArray(value) && value.every(isText)],
  dimensions: ['numbers by their names', (value) => isRecordOf(value, (each) => typeof each === 'number')],
};

/**
 * Callers in JavaScript have no compiler that tells them.
 * @throws UsageError `invalid_argument`, naming the field
 */
export function parseArtifactExpectation(expectation: Stated): Stated {
  const known: Readonly<Record<string, (typeof EXPECTATIONS)[keyof Stated] | undefined>> = EXPECTATIONS;
  for (const [name, value] of Object.entries(expectation)) {
    const own = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!own) throw invalidArgument('expectation', `only ${Object.keys(known).join(', ')}`, name);
    const [words, fits] = own;
    if (value !== undefined && !fits(value)) throw invalidArgument(`expectation.${name}`, words, value);
  }
  // one that nothing can meet is a mistake of whoever asks, not of the artifact
  expectedDigests(expectation);
  return expectation;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecordOf(value: unknown, fits: (each: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every((each) => each === undefined || fits(each));
}
