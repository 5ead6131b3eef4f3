import { invalidArgument } from '../core/errors.js';
import type { ArtifactExpectation } from './expectation.js';

/** blake2b has 512 bits, as b2sum's. */
export type DigestAlgorithm = 'sha256' | 'blake2b';

export interface ExpectedDigest {
  readonly algorithm: DigestAlgorithm;
  /** Lower case. */
  readonly hex: string;
}

/**
 * The digests that were announced, as `HEX` or `sha256:HEX` (64 digits) or `blake2b:HEX` (128).
 * @throws UsageError naming the field that holds none
 */
export function expectedDigests({ sha256, digest }: ArtifactExpectation): ExpectedDigest[] {
  return [
    sha256 === undefined ? [] : parse('sha256', sha256),
    digest === undefined ? [] : parse('digest', digest),
  ].flat();
}

/** 64 hex digits, in lower case; null: it is something else. */
export function sha256In(value: unknown): string | null {
  const lower = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return /^[0-9a-f]{64}$/.test(lower) ? lower : null;
}

function parse(field: 'sha256' | 'digest', text: unknown): ExpectedDigest {
  // callers in JavaScript have no compiler that tells them
  const lower = typeof text === 'string' ? text.trim().toLowerCase() : '';
  const hex = sha256In(lower.replace(/^sha256:/, ''));
  if (hex !== null) return { algorithm: 'sha256', hex };
  const [, blake] = /^blake2b:([0-9a-f]{128})$/.exec(lower) ?? [];
  if (blake !== undefined && field === 'digest') return { algorithm: 'blake2b', hex: blake };
  const expected = field === 'sha256' ? '64 hexadecimal digits' : 'sha256:HEX (64 digits) or blake2b:HEX (128 digits)';
  throw invalidArgument(`expectation.${field}`, expected, text);
}
