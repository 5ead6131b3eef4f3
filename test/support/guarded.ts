import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { ValidationError } from '../../src/guard/errors.js';

/** sha256, hexadecimal. */
export function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The error by which a guarded compression published nothing. */
export async function rejectionOf(work: Promise<unknown>): Promise<ValidationError> {
  const error = await work.then(
    () => new Error('it was published'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ValidationError);
  return error as ValidationError;
}
