import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { invalidArgument, UsageError } from '../core/errors.js';
import type { Attestation } from './attest/attestation.js';
import type { Io } from './io.js';

export interface AttestFlags {
  readonly attest?: string;
  readonly key?: string;
  readonly quiet?: boolean;
}

export function addAttest(command: Command): Command {
  return command
    .option('--attest <file>', 'write a signed statement of the result (in-toto, DSSE); needs --key')
    .option('--key <file>', 'private ed25519 key in PEM that --attest signs with');
}

const NOT_ASKED: Attestation = { add() {}, addTested() {}, write: async (_, code) => code };

/**
 * Refuses what could not be written or signed, before any work. Nothing asked for: nothing is loaded or done.
 * @throws UsageError
 */
export async function attestationFor({ attest: file, key, quiet }: AttestFlags, io: Io): Promise<Attestation> {
  if (file === undefined) {
    if (key !== undefined) throw invalidArgument('--attest', 'a file for the statement beside --key', file);
    return NOT_ASKED;
  }
  if (key === undefined) {
    throw new UsageError(
      'invalid_argument',
      '--attest needs the key that signs: --key FILE, a private ed25519 key in PEM',
    );
  }
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw invalidArgument('--attest', 'a path in a folder that is there', file);
  }
  const { SignedAttestation, signingKey } = await import('./attest/write.js');
  return new SignedAttestation(file, signingKey(key, io), quiet === true ? () => {} : (text) => io.tell(text), io);
}
