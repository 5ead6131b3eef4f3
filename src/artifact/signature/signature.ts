import type { KeyObject } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IN_TOTO, isSignedBy } from '../../core/dsse.js';
import { keyIdOf, readPublicKey } from '../../core/keys.js';
import { ArtifactError, FormatError } from '../errors.js';
import type { Digests, Layout } from '../contents.js';
import type { Progress } from '../progress.js';
import { ProblemList, type Problem } from '../problem.js';
import { FileSource } from '../source/byte-source.js';
import type { ArtifactTask } from '../task.js';
import { readBundle, refused } from './bundle.js';
import { compareFiles } from './compare.js';
import { manifestOf, type Manifest } from './manifest.js';
import { strictJson } from './strict-json.js';

/** What became of the signature of an artifact. */
export type Signature =
  | { readonly asked: false; readonly bundle: string | null }
  | {
      readonly asked: true;
      readonly bundle: string;
      /** Of the public key that was given. */
      readonly keyId: string;
      /** What the signer called the model; null: the signature is not that of the key, or could not be read. */
      readonly model: string | null;
      readonly hash: Manifest['hash'] | null;
      readonly filesSigned: number;
      /** Files that are as they were signed. */
      readonly filesSound: number;
      /** Files that were left out of it. */
      readonly ignored: readonly string[];
      readonly problems: readonly Problem[];
    };

/**
 * Verifies the signature of an artifact by a public key, and holds its files against what was signed.
 * @param digestsOf - called only when the signature is that of the key
 * @throws ArtifactError `not_found`, `signature_without_key`, `signature_unsupported`; UsageError for a key that
 *   is none
 */
export async function signatureOf(
  layout: Layout,
  { path, expectation: { signature } }: ArtifactTask,
  progress: Progress,
  digestsOf: () => Promise<Digests>,
): Promise<Signature> {
  const found = signature?.bundle ?? usualPlaces(path, layout).find((place) => existsSync(place)) ?? null;
  if (!signature) return { asked: false, bundle: found };
  if (layout.kind === 'missing') throw new ArtifactError('not_found', `There is nothing at ${path}`);
  if (signature.publicKey === undefined) {
    throw new ArtifactError(
      'signature_without_key',
      'A signature proves nothing without the public key of who signed (--public-key FILE)',
    );
  }
  const publicKey = readPublicKey(signature.publicKey, '--public-key', () => 'ask who signed for it');
  const bundle = found ?? usualPlaces(path, layout)[0]!;
  const problems = new ProblemList();
  const unverified = { asked: true, bundle, keyId: keyIdOf(publicKey), problems: problems.kept } as const;
  const nothing = { model: null, hash: null, filesSigned: 0, filesSound: 0, ignored: [] };
  try {
    const manifest = verified(bundle, publicKey, problems);
    const { hash, digests, shardBytes, model } = manifest;
    const known = hash === 'sha256' && shardBytes === null ? (await digestsOf()).files : null;
    const members = layout.members.filter((member) => !isSame(member.path, bundle));
    if (!known) progress.expect(members.reduce((sum, { bytes }) => sum + bytes, 0));
    const { sound, ignored } = compareFiles(manifest, {
      members,
      isOneFile: layout.kind === 'file',
      sha256Of: (name) => known?.get(name),
      onBytes: (bytes) => progress.add(bytes),
      add: (problem) => problems.add(problem),
    });
    return { ...unverified, model, hash, filesSigned: digests.size, filesSound: sound, ignored };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { code: rule, offset, part, message } = error;
    problems.add({ rule, concern: 'signature', severity: 'error', file: basename(bundle), offset, part, message });
    return { ...unverified, ...nothing };
  }
}

function verified(bundle: string, publicKey: KeyObject, problems: ProblemList): Manifest {
  const source = openBundle(bundle);
  try {
    const { envelope, hint } = readBundle(source, problems);
    if (envelope.payloadType !== IN_TOTO) {
      throw refused('payload_type', `Expected ${IN_TOTO}, found ${JSON.stringify(envelope.payloadType)}`);
    }
    if (!isSignedBy(envelope, publicKey)) {
      const named = hint === null ? '' : `; the signature names the key ${hint.slice(0, 128)}`;
      const message = `Expected a signature by the key ${keyIdOf(publicKey)}, found none over this content${named}`;
      throw refused('invalid', message);
    }
    // the bytes that were verified, and no others
    return manifestOf(strictJson(envelope.payload, `${source.name}!payload`, problems));
  } finally {
    source.close();
  }
}

/** A signature that was asked for and is not there is a refusal, one that may not be read is not known. */
function openBundle(path: string): FileSource {
  try {
    return new FileSource(path, basename(path));
  } catch (error) {
    if (error instanceof ArtifactError && error.code === 'not_found') {
      throw refused('missing', `Expected a signature at ${path}, found none`);
    }
    throw error;
  }
}

/** Where a bundle lies that nobody named. */
function usualPlaces(path: string, { kind }: Layout): readonly [string, ...string[]] {
  return kind === 'file' ? [`${path}.sig`] : [join(path, 'model.sig'), `${path.replace(/[/\\]+$/, '')}.sig`];
}

function isSame(member: string, bundle: string): boolean {
  return basename(member) === basename(bundle) && realpathSync(member) === realpathSync(bundle);
}
