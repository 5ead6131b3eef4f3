import { realpathSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { reasonOf, UsageError } from '../../core/errors.js';
import { keyIdOf, readPublicKey } from '../../core/keys.js';
import { jsonText } from '../../core/visible.js';
import { digestsOf } from '../../artifact/digests.js';
import { layoutOf } from '../../artifact/layout/layout.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../artifact/task.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { verifyAttestation, type Attested, type Verification } from '../../report/attest/verify.js';
import { shell } from '../../report/command-line.js';
import { plain } from '../../report/terminal/text.js';
import type { Io } from '../io.js';
import { heldAgainst, type HeldFile } from './held.js';

export interface VerifyFlags {
  readonly key: string;
  readonly artifact?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What 100,000 files take, twice. */
const MAX_BYTES = 128 * 2 ** 20;

export async function verifyFile(file: string, flags: VerifyFlags, io: Io): Promise<ExitCode> {
  const publicKey = readPublicKey(flags.key, '--key', deriving);
  const verification = verifyAttestation(await textOf(file), publicKey);
  const { attested } = verification;
  const held = attested ? (flags.artifact ?? []).flatMap((path) => heldPath(path, attested, file)) : [];
  const keyId = keyIdOf(publicKey);
  if (flags.json === true) await io.out(`${jsonText(asJson(file, keyId, verification, held))}\n`);
  else await io.out([...linesOf(verification, held, keyId, flags)].map((line) => `${plain(line)}\n`).join(''));
  const isFine = attested !== null && held.every(({ outcome }) => outcome === 'attested');
  const isPassed = attested?.result === 'PASSED' || (attested?.result === 'WARNED' && flags.strict !== true);
  return isFine && isPassed ? EXIT.success : EXIT.failed;
}

function deriving(path: string): string {
  return `ask who signed for it; of a private key ${shell(['openssl', 'pkey', '-in', 'key.pem', '-pubout', '-out', path])} makes it`;
}

/** @throws UsageError `attestation_unreadable` */
async function textOf(file: string): Promise<string> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) throw new Error('it is no regular file');
    if (stats.size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError('attestation_unreadable', `${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** @throws UsageError where there is nothing to hold it against */
function heldPath(path: string, attested: Attested, file: string): HeldFile[] {
  const layout = layoutOf(path, DEFAULT_ARTIFACT_BUDGET);
  if (layout.kind === 'missing') throw new UsageError('not_found', `There is nothing at ${path}`);
  // a statement that lies in the folder it is of cannot be among what it is of
  const members = layout.members.filter((member) => realpathSync(member.path) !== realpathSync(file));
  const { files } = digestsOf({ ...layout, members }, null, () => undefined);
  return heldAgainst(attested, { path, isFolder: layout.kind === 'folder', files, strays: layout.problems });
}

function* linesOf(
  { attested, fault }: Verification,
  held: readonly HeldFile[],
  keyId: string,
  { quiet = false }: VerifyFlags,
): Generator<string> {
  if (!attested) {
    yield `x  ${fault.message} (${fault.code})`;
    return;
  }
  const { result, subjects, failedTests, pressproof } = attested;
  if (!quiet || result === 'FAILED') {
    const { version, finishedAt, reason } = pressproof ?? {};
    const by = typeof version === 'string' ? ` by pressproof ${version}` : '';
    const at = typeof finishedAt === 'string' ? `, ${finishedAt}` : '';
    yield `${result}${by}${at}: ${subjects.length} file${subjects.length === 1 ? '' : 's'}, signed with the key ${keyId}`;
    if (typeof reason === 'string') yield `   ${reason}`;
    if (failedTests.length > 0) yield `   failed: ${failedTests.slice(0, 20).join(', ')}`;
  }
  for (const { path, outcome, message } of held) {
    if (outcome !== 'attested') yield `x  ${path}: ${message}`;
    else if (!quiet) yield `ok ${path}`;
  }
}

function asJson(file: string, keyId: string, { attested, fault }: Verification, held: readonly HeldFile[]) {
  return { file, keyId, verified: attested !== null, ...attested, fault, artifacts: held };
}
