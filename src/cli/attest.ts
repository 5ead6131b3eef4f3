import type { Command } from 'commander';
import type { ExitCode } from '../policy/decision.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import type { VerifyFlags } from './attest/verify.js';

const EXAMPLES = `
Statements are written by --attest FILE --key FILE of validate, scan, batch and artifact.

Examples:
  openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out key.pub
  pressproof validate in.gif out.gif --attest out.gif.att --key key.pem
  pressproof attest verify out.gif.att --key key.pub --artifact out.gif`;

export function addAttest(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const attest = program
    .command('attest')
    .summary('verify signed statements of results')
    .description('Verifies what validate, scan, batch and artifact stated with --attest.')
    .addHelpText('after', epilogue(EXAMPLES));
  attest
    .command('verify')
    .summary('verify one statement')
    .description(
      'Verifies who signed a statement and what it says. Exits with 1 where it is not signed by the key, says FAILED, or is of other files.',
    )
    .argument('<file>', 'what --attest wrote')
    .requiredOption('--key <file>', "the signer's public key in PEM")
    .option(
      '--artifact <path>',
      'a file or folder that it has to be a statement of; may be repeated',
      (path: string, before: string[] = []) => [...before, path],
    )
    .option('--strict', 'exit with 1 where it says WARNED')
    .option('--json', 'what it says as JSON')
    .option('--quiet', 'print nothing but what is wrong')
    .action(async (file: string, flags: VerifyFlags) => {
      const { verifyFile } = await import('./attest/verify.js');
      finish(await verifyFile(file, flags, io));
    });
}
