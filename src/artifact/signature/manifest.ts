import { createHash } from 'node:crypto';
import { isObject, refused, unsupported } from './bundle.js';
import type { JsonObject } from './strict-json.js';

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const PREDICATE_TYPE = 'https://model_signing/signature/v1.0';
/** Of versions before 1.0, which put files where the model's name belongs. */
const OLD_PREDICATE_TYPE = 'https://model_signing/Digests/v0.1';

/** Names of hashes in the specification (algorithm-registry.md), and what Node calls them. */
export const HASHES = { sha256: 'sha256', blake2b: 'blake2b512' } as const;
export type HashName = keyof typeof HASHES;
const HEX_DIGITS: Readonly<Record<HashName, number>> = { sha256: 64, blake2b: 128 };

/** What was signed: every file of a model, or every part of its files, with its digest. */
export interface Manifest {
  /** As its signer called the model; for people. */
  readonly model: string;
  readonly hash: HashName;
  /** null: files are hashed whole; else bytes of each part. */
  readonly shardBytes: number | null;
  /** Relative paths that the signer left out, with all below them. */
  readonly ignored: readonly string[];
  /** Hex digest by file name, or by `<file>:<start>:<end>` where files are hashed in parts. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * The manifest in a statement of the OpenSSF model signing specification, version 1.0, sections 5 and 8.3.
 * @throws FormatError `signature_...`; ArtifactError `signature_unsupported`
 */
export function manifestOf(statement: JsonObject): Manifest {
  const { _type: type, predicateType, subject, predicate } = statement;
  if (type !== STATEMENT_TYPE) throw refused('statement', `Expected ${STATEMENT_TYPE}, found ${shown(type)}`);
  if (predicateType === OLD_PREDICATE_TYPE) {
    throw unsupported(`It is of a version before 1.0 (${OLD_PREDICATE_TYPE}): sign the model anew`);
  }
  if (predicateType !== PREDICATE_TYPE) {
    throw refused('predicate_type', `Expected ${PREDICATE_TYPE}, found ${shown(predicateType)}`);
  }
  if (!isObject(predicate)) throw refused('predicate', 'Expected a predicate, found none');
  const { model, root } = subjectOf(subject);
  const how = serializationOf(predicate['serialization']);
  const digests = digestsOf(predicate['resources'], how);
  const whole = createHash('sha256');
  for (const digest of digests.values()) whole.update(digest, 'hex');
  const found = whole.digest('hex');
  if (found !== root) throw refused('root_digest', `Expected ${root} over all digests, found ${found}`);
  return { model, digests, ...how };
}

function subjectOf(subject: unknown): { readonly model: string; readonly root: string } {
  if (!Array.isArray(subject) || subject.length !== 1) {
    const found = Array.isArray(subject) ? subject.length : 'none';
    throw refused('subjects', `Expected exactly one subject, found ${found}`);
  }
  const [only] = subject as readonly unknown[];
  const { name, digest } = isObject(only) ? only : {};
  const root = isObject(digest) ? digest['sha256'] : undefined;
  if (typeof name !== 'string' || name === '')
    throw refused('subjects', `Expected a named subject, found ${shown(name)}`);
  if (!isHex(root, 'sha256')) throw refused('subjects', `Expected a sha256 of the subject, found ${shown(root)}`, name);
  return { model: name, root };
}

type Serialization = Pick<Manifest, 'hash' | 'shardBytes' | 'ignored'>;

function serializationOf(value: unknown): Serialization {
  if (!isObject(value)) throw refused('serialization', 'Expected serialization in the predicate, found none');
  const { method, hash_type: hash, shard_size: size, ignore_paths: paths = [] } = value;
  if (method !== 'files' && method !== 'shards')
    throw unsupported(`It serialises models in a way of its own: ${shown(method)}`);
  if (hash !== 'sha256' && hash !== 'blake2b')
    throw unsupported(`Its digests are ${shown(hash)}, not sha256 or blake2b`);
  if (method === 'shards' && !(typeof size === 'number' && Number.isSafeInteger(size) && size > 0)) {
    throw refused('serialization', `Expected a shard_size of at least 1, found ${shown(size)}`);
  }
  if (!Array.isArray(paths)) throw refused('serialization', `Expected a list of ignore_paths, found ${shown(paths)}`);
  const ignored = (paths as readonly unknown[]).map((path) => {
    // an empty one, or `.`, would leave out the model itself
    if (typeof path !== 'string' || !isRelative(path)) {
      throw refused('ignore_paths', `Expected a relative path to ignore, found ${shown(path)}`);
    }
    return path;
  });
  return { hash, shardBytes: method === 'shards' ? (size as number) : null, ignored };
}

function digestsOf(resources: unknown, { hash, shardBytes }: Serialization): ReadonlyMap<string, string> {
  if (!Array.isArray(resources) || resources.length === 0) {
    throw refused('resources', 'Expected at least one file in the signature, found none');
  }
  // as written by the reference implementation, whose own specification says `sha256` here too
  const algorithms: readonly unknown[] = shardBytes === null ? [hash] : [hash, `${hash}-sharded-${shardBytes}`];
  const digests = new Map<string, string>();
  for (const resource of resources as readonly unknown[]) {
    const { name, digest, algorithm } = isObject(resource) ? resource : {};
    if (typeof name !== 'string') throw refused('resources', `Expected a named file, found ${shown(name)}`);
    const file = fileOf(name, shardBytes);
    if (file !== WHOLE && !isRelative(file)) {
      throw refused('path', `Expected a path within the model, found ${shown(name)}`, name);
    }
    if (digests.has(name)) throw refused('duplicate', `Expected each file once, found ${shown(name)} again`, name);
    if (!algorithms.includes(algorithm))
      throw refused('resources', `Expected ${hash}, found ${shown(algorithm)}`, name);
    if (!isHex(digest, hash)) throw refused('digest', `Expected a ${hash} in hex, found ${shown(digest)}`, name);
    digests.set(name, digest);
  }
  return digests;
}

/** What a model of one file is called by the reference implementation. */
export const WHOLE = '.';

const SHARD = /:\d+:\d+$/;

/** The file that a digest is of. */
export function fileOf(resource: string, shardBytes: number | null): string {
  return shardBytes === null ? resource : resource.replace(SHARD, '');
}

/** Whether a path stays where it begins, in its shortest form. */
function isRelative(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function isHex(value: unknown, hash: HashName): value is string {
  return typeof value === 'string' && value.length === HEX_DIGITS[hash] && /^[0-9a-f]+$/.test(value);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'none').slice(0, 200);
}
