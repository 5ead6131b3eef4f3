import { createHash } from 'node:crypto';
import type { Member } from '../contents.js';
import type { Problem } from '../problem.js';
import { FileSource, MAX_READ } from '../source/byte-source.js';
import { fileOf, HASHES, WHOLE, type HashName, type Manifest } from './manifest.js';

/** Left out of every signature (specification 1.0, section 6.2): what version control keeps beside a model. */
const NEVER_SIGNED = ['.git', '.gitignore', '.gitattributes', '.github'];

export interface Compared {
  /** Members that the signature does not speak of, because it or the specification leaves them out. */
  readonly ignored: readonly string[];
  /** Files that are as they were signed. */
  readonly sound: number;
}

export interface CompareOptions {
  /** Without the bundle itself. */
  readonly members: readonly Member[];
  /** Whether the artifact is one file, whatever it is called. */
  readonly isOneFile: boolean;
  /** sha256 of a whole member where that is known already. */
  readonly sha256Of: (name: string) => string | undefined;
  readonly onBytes: (bytes: number) => void;
  readonly add: (problem: Problem) => void;
}

/** Holds every file of a model against what was signed: what differs, what is missing, what nobody signed. */
export function compareFiles(manifest: Manifest, options: CompareOptions): Compared {
  const { members, isOneFile, add } = options;
  const left = signedFiles(manifest);
  const ignored: string[] = [];
  let sound = 0;
  for (const member of members) {
    if (!isOneFile && isIgnored(member.name, manifest.ignored)) {
      ignored.push(member.name);
      continue;
    }
    if (member.isLink) {
      // what it leads to can be exchanged without it
      add(problem('file_link', member.name, `${member.name} is a link, and only files are signed`));
      left.delete(member.name);
      continue;
    }
    const signedAs = isOneFile && left.has(WHOLE) ? WHOLE : member.name;
    const wrong = differenceOf(member, { name: signedAs, keys: left.get(signedAs) ?? [] }, manifest, options);
    left.delete(signedAs);
    if (wrong) add(wrong);
    else sound += 1;
  }
  for (const name of left.keys()) add(problem('file_missing', name, `${name} was signed and is not there`));
  return { ignored, sound };
}

/** What the digests of each file are called in the manifest. */
function signedFiles({ digests, shardBytes }: Manifest): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const key of digests.keys()) {
    const name = fileOf(key, shardBytes);
    const keys = files.get(name);
    if (keys) keys.push(key);
    else files.set(name, [key]);
  }
  return files;
}

function isIgnored(name: string, paths: readonly string[]): boolean {
  return [...NEVER_SIGNED, ...paths].some((path) => name === path || name.startsWith(`${path}/`));
}

function differenceOf(
  member: Member,
  signed: { readonly name: string; readonly keys: readonly string[] },
  { digests, hash, shardBytes }: Manifest,
  { sha256Of, onBytes }: CompareOptions,
): Problem | null {
  const { name, bytes } = member;
  const count = shardBytes === null ? 1 : Math.ceil(bytes / shardBytes);
  // no part of an empty file is signed where files are signed in parts
  if (signed.keys.length === 0 && count > 0)
    return problem('file_unsigned', name, `${name} is there and was not signed`);
  const parts = signed.keys.length === count ? partsOf(signed.name, bytes, shardBytes) : [];
  if (parts.length < count || !parts.every(({ key }) => digests.has(key)) || signed.keys.length > count) {
    return problem('file_differs', name, `${name} has ${bytes} bytes, and the signature is of another length`);
  }
  const known = shardBytes === null && hash === 'sha256' ? sha256Of(name) : undefined;
  const source = known === undefined ? new FileSource(member.path, name) : null;
  try {
    for (const { key, start, end } of parts) {
      const found = known ?? hashOf(source!, hash, start, end, onBytes);
      if (found === digests.get(key)) continue;
      const message = `${name} is not what was signed: expected ${hash} ${digests.get(key)}, found ${found}`;
      return { ...problem('file_differs', name, message), offset: shardBytes === null ? null : start };
    }
    return null;
  } finally {
    source?.close();
  }
}

/** As many as are signed, and no more than that many are made. */
function partsOf(name: string, bytes: number, shardBytes: number | null) {
  if (shardBytes === null) return [{ key: name, start: 0, end: bytes }];
  return Array.from({ length: Math.ceil(bytes / shardBytes) }, (_, index) => {
    const start = index * shardBytes;
    const end = Math.min(bytes, start + shardBytes);
    return { key: `${name}:${start}:${end}`, start, end };
  });
}

function hashOf(
  source: FileSource,
  hash: HashName,
  start: number,
  end: number,
  onBytes: (bytes: number) => void,
): string {
  const hashing = createHash(HASHES[hash]);
  for (let offset = start; offset < end;) {
    const bytes = source.read(offset, Math.min(MAX_READ, end - offset));
    if (bytes.length === 0) break;
    hashing.update(bytes);
    offset += bytes.length;
    onBytes(bytes.length);
  }
  return hashing.digest('hex');
}

function problem(rule: string, file: string, message: string): Problem {
  return {
    rule: `signature_${rule}`,
    concern: 'signature',
    severity: 'error',
    file,
    offset: null,
    part: null,
    message,
  };
}
