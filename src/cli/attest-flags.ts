import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { ResolvedSettings } from '../config/resolve.js';
import type { SuiteName } from '../config/suite-checks.js';
import { invalidArgument } from '../core/errors.js';
import type { Report } from '../core/report.js';
import type { ExitCode } from '../policy/decision.js';
import type { Tested } from '../report/attest/tested.js';
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

/** What decides how was judged. Of the settings only those that do are taken, and nothing secret is among them. */
export interface JudgedBy {
  readonly suite: SuiteName;
  readonly resolved: ResolvedSettings;
  /** Of the flags only those that say what is looked at. */
  readonly flags: object;
  /** What was expected, and what else no setting says. */
  readonly asked: object;
}

/** Takes down what was judged, and states it in the end. */
export interface Attestation {
  add(report: Report): void;
  /** The same for those who keep no reports. */
  addTested(tested: Tested): void;
  /**
   * Writes the statement whole beside its place and renames it. Where nothing can be attested, e.g. of a file that was not
   * read to its end, that is said, and a success becomes wrong usage: who asked for a statement has none.
   * @param code - of the verdict
   */
  write(judgedBy: JudgedBy, code: ExitCode): Promise<ExitCode>;
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
  if (key === undefined) throw invalidArgument('--key', 'a private key beside --attest', key);
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw invalidArgument('--attest', 'a path in a folder that is there', file);
  }
  const { SignedAttestation, signingKey } = await import('./attest/write.js');
  return new SignedAttestation(file, signingKey(key, io), quiet === true ? () => {} : (text) => io.tell(text), io);
}
