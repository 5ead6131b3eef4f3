import type { Command } from 'commander';
import type { ArtifactOptions } from '../../guard/artifact/options.js';
import { validateArtifact, validateArtifactEverywhere } from '../../guard/artifact/validate.js';
import { exitCodeOf, type ExitCode } from '../../policy/decision.js';
import { inkOf } from '../../report/terminal/ink.js';
import { placeFor } from '../arguments.js';
import { addAttest, attestationFor, type AttestFlags } from '../attest-flags.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { commonOptions, type JudgingFlags } from '../judging.js';
import type { ProgressFlags } from '../progress.js';
import {
  addReporting,
  checkReporting,
  printReports,
  stdoutFormat,
  writeReport,
  type ReportingFlags,
} from '../reporting.js';
import { settingsOf, storesJudged, type SettingsFlags } from '../settings.js';
import { bytesBar } from './bytes-bar.js';
import { addArtifactJudging, numbersIn, sha256For } from './flags.js';
import { addHoldout, holdoutOf, type HoldoutFlags } from './holdout-flags.js';
import { matrixLines } from './matrix.js';

/** Every environment of the settings, in a table. */
const ALL = 'all';

type Flags = SettingsFlags &
  Pick<JudgingFlags, 'checks' | 'coverage'> &
  HoldoutFlags &
  ReportingFlags &
  AttestFlags &
  ProgressFlags & {
    readonly name?: string;
    readonly version?: string;
    readonly expectSha256?: string;
    readonly expectDigest?: string;
    readonly environment?: string;
    readonly baseline?: string;
    readonly signature?: string;
    readonly publicKey?: string;
    readonly prompt?: readonly string[];
    readonly reported?: string;
    readonly strict?: boolean;
  };

const EXAMPLES = `
What could not be measured is inconclusive, and never a pass.

Examples:
  pressproof artifact validate model.gguf
  pressproof artifact validate model.gguf --name majora --version v5 --expect-sha256 9f86d081884c7d65...
  pressproof artifact validate exported/ --report proof.html --strict
  pressproof artifact validate model.gguf --environment all
  pressproof artifact validate v6.gguf --baseline v5.gguf --holdout holdout.jsonl
  pressproof artifact validate model.gguf --holdout texts.jsonl --metric perplexity --maximum 20
  pressproof artifact validate model.gguf --holdout holdout.jsonl --metric-command 'python3 score.py' --minimum 0.8
  pressproof artifact validate model.onnx --coverage structural --json`;

export function addArtifactValidate(artifact: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = artifact
    .command('validate')
    .summary('judge one artifact')
    .description('Measures a model, a file or a folder, and judges it.')
    .argument('<path>', 'a file, or a folder with all that belongs to the model')
    .option('--name <name>', 'of the model, for reports')
    .option('--version <version>', 'of the model, for reports')
    .option(
      '--environment <name>',
      `where it is to run: a profile of artifact.environments, or ${ALL} (default: PRESSPROOF_ENV, else this machine)`,
    )
    .option(
      '--baseline <path|name>',
      'the artifact that it is to replace: a path, or a name of artifact.baselines',
      placeFor('--baseline', 'a path or a name'),
    )
    .option('--prompt <text>', 'what a text model is asked; may be repeated', (text, before: string[] = []) => [
      ...before,
      text,
    ])
    .option('--reported <file>', 'numbers of its trainer, a JSON object: shown, never taken for measured ones')
    .option('--signature <file>', 'bundle of an OpenSSF model signature (default: beside the artifact)')
    .option(
      '--public-key <file>',
      "the signer's key, PEM: the signature is verified with it",
      placeFor('--public-key', 'a file'),
    )
    .option('--expect-digest <digest>', 'digest that it was announced with: sha256:HEX or blake2b:HEX')
    .option('--expect-sha256 <hex>', 'the same, 64 hex digits', sha256For('--expect-sha256'))
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change the verdict')
    .option('--no-progress', 'no progress bar');
  addAttest(addReporting(addArtifactJudging(addHoldout(command)))).addHelpText('after', epilogue(EXAMPLES));
  command.action(async (path: string, flags: Flags) => finish(await run(path, flags, io)));
}

async function run(path: string, flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const attestation = await attestationFor(flags, io);
  const { name, version, environment, timeout: timeoutMs, ...settings } = flags;
  const resolved = await settingsOf(settings, io.env);
  const expectation = await expectationOf(flags);
  const bar = bytesBar(io, flags);
  const common = { ...commonOptions(resolved, flags, io), name, version, timeoutMs, progress: bar.shared, expectation };
  const judging =
    environment === ALL
      ? validateArtifactEverywhere(path, common)
      : validateArtifact(path, { ...common, environment }).then((report) => [report]);
  const reports = await judging.finally(() => bar.stop());
  if (environment === ALL && stdoutFormat(flags) === null)
    await io.out(`${matrixLines(reports, inkOf(io.outColor), io.outWidth).join('\n')}\n`);
  else await printReports(reports, flags, io, storesJudged(resolved));
  await writeReport(reports, flags, io);
  const [first, ...others] = reports;
  if (first) attestation.add(first, ...others);
  // profiles are data: by their names alone nobody knows what was asked
  const environments = reports.map((report) => report.expectation['environment'] ?? null);
  const asked = { expectation, environment, environments, name, version };
  const code = exitCodeOf(reports, { strict: flags.strict ?? false });
  return await attestation.write({ suite: 'artifact', resolved, flags, asked }, code);
}

/** @throws UsageError for a file of reported numbers that holds none, or a holdout that nothing is judged by */
async function expectationOf(flags: Flags): Promise<NonNullable<ArtifactOptions['expectation']>> {
  const { expectSha256: sha256, expectDigest: digest, baseline, prompt: prompts, reported } = flags;
  const { signature: bundle, publicKey } = flags;
  return {
    sha256,
    digest,
    baseline,
    prompts,
    holdout: holdoutOf(flags),
    signature: bundle === undefined && publicKey === undefined ? undefined : { bundle, publicKey },
    reported: reported === undefined ? undefined : await numbersIn(reported),
  };
}
