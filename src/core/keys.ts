import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { reasonOf, UsageError } from './errors.js';

/** Far more than any key is; a path that was mixed up is not read whole. */
const MAX_KEY_BYTES = 2 ** 16;

/** What to do where there is no key, e.g. the command that makes one at the path. */
type Remedy = (path: string) => string;

/**
 * A public key in PEM (SubjectPublicKeyInfo).
 * @param name - what named the path, for errors, e.g. `--key`
 * @throws UsageError `key_unreadable`, `key_unsuitable`
 */
export function readPublicKey(path: string, name: string, remedy: Remedy): KeyObject {
  const pem = readPem(path, `a public key in PEM for ${name}`, remedy);
  // Node would take the public half of it, and its owner would go on handing it round
  if (pem.includes('PRIVATE KEY')) throw unsuitable(path, 'a public key, and found a private one');
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw unsuitable(path, 'a public key in PEM');
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw unsuitable(path, `a public key in PEM (${reasonOf(error)})`);
  }
}

/**
 * A private key in PEM, not encrypted.
 * @throws as readPublicKey
 */
export function readPrivateKey(path: string, name: string, remedy: Remedy): KeyObject {
  const pem = readPem(path, `a private key in PEM for ${name}`, remedy);
  if (pem.includes('ENCRYPTED')) throw unsuitable(path, 'a private key without a passphrase');
  if (!pem.includes('PRIVATE KEY-----')) throw unsuitable(path, 'a private key in PEM');
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw unsuitable(path, `a private key in PEM (${reasonOf(error)})`);
  }
}

/** Whether anybody but its owner may read a file; where a system knows no such thing, nobody. */
export function isReadByOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}

/** Lower-case hex sha256 of the public key's DER, of a private key of its public half: a name, never a proof. */
export function keyIdOf(key: KeyObject): string {
  const half = key.type === 'public' ? key : createPublicKey(key);
  return createHash('sha256')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function readPem(path: string, expected: string, remedy: Remedy): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > MAX_KEY_BYTES) throw unsuitable(path, 'a key in PEM');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    const what = isGone ? `there is no file ${path}: ${remedy(path)}` : `${path} cannot be read: ${reasonOf(error)}`;
    throw new UsageError('key_unreadable', `Expected ${expected} but ${what}`, { cause: error });
  }
}

function unsuitable(path: string, expected: string): UsageError {
  return new UsageError('key_unsuitable', `Expected ${expected} in ${path}`);
}
