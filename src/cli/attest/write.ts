import type { KeyObject } from 'node:crypto';
import { allChecks } from '../../config/all-checks.js';
import { DEFAULTS } from '../../config/defaults.js';
import { SUITE_CHECKS } from '../../config/suite-checks.js';
import type { Json } from '../../core/check.js';
import { IN_TOTO, signEnvelope } from '../../core/dsse.js';
import { reasonOf, UsageError } from '../../core/errors.js';
import { isReadByOthers, keyIdOf, readPrivateKey } from '../../core/keys.js';
import type { Report } from '../../core/report.js';
import { isSystemError } from '../../core/system-error.js';
import { whyUnwritable } from '../../guard/files/unwritable.js';
import { writeWhole } from '../../guard/files/write-whole.js';
import { VERSION } from '../../guard/tool.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { statementOn, tooManyFiles } from '../../report/attest/statement-on.js';
import { testedOf, type Tested } from '../../report/attest/tested.js';
import { testedEverywhere } from '../../report/attest/tested-everywhere.js';
import { shell } from '../../report/command-line.js';
import type { Attestation, JudgedBy } from './attestation.js';
import type { JudgingFlags } from '../judging.js';
import type { Io } from '../io.js';

/**
 * The key that statements are signed with.
 * @throws UsageError
 */
export function signingKey(path: string, io: Io): KeyObject {
  const key = readPrivateKey(path, '--key', (gone) => `${making(gone)} makes one`);
  if (key.asymmetricKeyType !== 'ed25519') {
    const found = key.asymmetricKeyType ?? 'another';
    const remedy = `${making('key.pem')} makes one`;
    throw new UsageError('key_unsuitable', `Expected an ed25519 key in ${path}, found ${found}: ${remedy}`);
  }
  if (isReadByOthers(path))
    io.tell(`Others can read the key ${path}, and sign with it: ${shell(['chmod', '600', path])}`);
  return key;
}

function making(path: string): string {
  return shell(['openssl', 'genpkey', '-algorithm', 'ed25519', '-out', path]);
}

/** A statement that is signed and written once everything is judged. */
export class SignedAttestation implements Attestation {
  readonly #file: string;
  readonly #key: KeyObject;
  readonly #tell: (text: string) => void;
  readonly #io: Io;
  readonly #tested: Tested[] = [];
  #files = 0;
  /** The first reason why there can be none. */
  #fault: UsageError | null = null;

  /** @param tell - of what went well */
  constructor(file: string, key: KeyObject, tell: (text: string) => void, io: Io) {
    this.#file = file;
    this.#key = key;
    this.#tell = tell;
    this.#io = io;
  }

  add(report: Report, ...others: readonly Report[]): void {
    this.#take(() => (others.length === 0 ? testedOf(report) : testedEverywhere(report, ...others)));
  }

  addTested(tested: Tested): void {
    this.#take(() => tested);
  }

  async write(judgedBy: JudgedBy, code: ExitCode): Promise<ExitCode> {
    // what was not judged any more would be missing from it without a word
    if (this.#io.signal.aborted) return code;
    try {
      if (this.#fault) throw this.#fault;
      const configuration = configurationOf(judgedBy);
      const statement = statementOn({ tested: this.#tested, suite: judgedBy.suite, version: VERSION, configuration });
      const envelope = signEnvelope(IN_TOTO, Buffer.from(JSON.stringify(statement)), this.#key);
      await writeWhole(this.#file, `${JSON.stringify(envelope)}\n`);
      this.#tell(`Attestation: ${this.#file} (${statement.predicate.result}, key ${keyIdOf(this.#key)})`);
      return code;
    } catch (error) {
      if (!(error instanceof UsageError) && !isSystemError(error)) throw error;
      const reason = isSystemError(error) ? whyUnwritable(this.#file, error) : reasonOf(error);
      this.#io.tell(`No attestation was written to ${this.#file}: ${reason}`);
      return code === EXIT.success ? EXIT.usage : code;
    }
  }

  #take(tested: () => Tested): void {
    if (this.#fault) return;
    try {
      const one = tested();
      this.#files += one.files.length;
      tooManyFiles(this.#files);
      this.#tested.push(one);
      // of many subjects only their verdicts are told
      if (this.#tested.length > 1) this.#tested.push({ ...this.#tested.pop()!, checks: null });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#fault = error;
    }
  }
}

/** Settings that say how a suite judges, defaults included, and what flags state beside them. */
function configurationOf({ suite, resolved, flags, asked }: JudgedBy): { [name: string]: Json } {
  const { settings } = resolved;
  const ids: readonly string[] = SUITE_CHECKS[suite];
  const names = allChecks.filter(({ id }) => ids.includes(id)).flatMap((check) => Object.keys(check.limits));
  const limits: Readonly<Record<string, unknown>> = { ...DEFAULTS.limits, ...settings.limits };
  const own: Readonly<Record<string, unknown>> = { ...DEFAULTS.checks, ...settings.checks };
  const pick = (from: Readonly<Record<string, unknown>>, wanted: readonly string[]) =>
    Object.fromEntries(wanted.map((name) => [name, from[name] ?? null]));
  const { mode, preset, suites, timeBudgetMs: timeMs, metrics: measured } = settings;
  const { checks, coverage, timeBudget, metrics, crossCheck } = flags as JudgingFlags;
  const looked = suite === 'artifact' ? settings.artifact.coverage : settings.coverage;
  const judging = {
    suite,
    mode: suites[suite].mode ?? mode,
    preset,
    coverage: coverage ?? looked,
    timeBudgetMs: timeBudget ?? timeMs,
    metrics: metrics ?? measured,
    crossCheck: crossCheck ?? false,
    only: checks ?? null,
    limits: pick(limits, names),
    checks: pick(own, ids),
    asked,
  };
  // what is not stated is not there
  return JSON.parse(JSON.stringify(judging)) as { [name: string]: Json };
}
