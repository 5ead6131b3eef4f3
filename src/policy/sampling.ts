import { createHmac } from 'node:crypto';

/** 2^48: six bytes of the digest, which a double holds exactly. */
const RANGE = 2 ** 48;

/**
 * A number that belongs to a subject: the same in every process and at every time, spread evenly over [0, 1).
 * HMAC-SHA256 (RFC 2104) under the salt, so that the draws under two salts have nothing to do with each other.
 * @param key - the caller's key of the subject, or the sha256 of its original
 */
export function drawOf(salt: string, key: string): number {
  return createHmac('sha256', salt).update(key).digest().readUIntBE(0, 6) / RANGE;
}

/** Whether a subject is among the share `rate` of all; 0 is none, 1 all, and a higher rate keeps those of a lower one. */
export function isSampled(rate: number, salt: string, key: string): boolean {
  return drawOf(salt, key) < rate;
}
