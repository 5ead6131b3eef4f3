import type { Command } from 'commander';
import { validateArtifact } from '../../guard/artifact/validate.js';
import { exitCodeOf, type ExitCode } from '../../policy/decision.js';
import type { Io } from '../io.js';
import { commonOptions, type JudgingFlags } from '../judging.js';
import type { ProgressFlags } from '../progress.js';
import { addReporting, checkReporting, printReports, writeReport, type ReportingFlags } from '../reporting.js';
import { settingsOf, storesJudged, type SettingsFlags } from '../settings.js';
import { bytesBar } from './bytes-bar.js';
import { addArtifactJudging, sha256For } from './flags.js';

type Flags = SettingsFlags &
  Pick<JudgingFlags, 'checks' | 'coverage'> &
  ReportingFlags &
  ProgressFlags & {
    readonly name?: string;
    readonly version?: string;
    readonly expectSha256?: string;
    readonly strict?: boolean;
  };

const EXAMPLES = `
What could not be measured is inconclusive, and never a pass.

Examples:
  pressproof artifact validate model.gguf
  pressproof artifact validate model.gguf --name majora --version v5 --expect-sha256 9f86d081884c7d65...
  pressproof artifact validate exported/ --report proof.html --strict
  pressproof artifact validate model.onnx --coverage structural --json`;

export function addArtifactValidate(artifact: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = artifact
    .command('validate')
    .summary('judge one artifact')
    .description('Measures a model, a file or a folder, and judges it.')
    .argument('<path>', 'a file, or a folder with all that belongs to the model')
    .option('--name <name>', 'of the model, for reports')
    .option('--version <version>', 'of the model, for reports')
    .option('--expect-sha256 <hex>', 'digest that it was announced with', sha256For('--expect-sha256'))
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change the verdict')
    .option('--no-progress', 'no progress bar');
  addReporting(addArtifactJudging(command)).addHelpText('after', EXAMPLES);
  command.action(async (path: string, flags: Flags) => finish(await run(path, flags, io)));
}

async function run(path: string, flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const { name, version, expectSha256: sha256, timeout: timeoutMs, ...settings } = flags;
  const resolved = await settingsOf(settings, io.env);
  const bar = bytesBar(io, flags);
  const options = { ...commonOptions(resolved, flags, io), name, version, timeoutMs, progress: bar.shared };
  const report = await validateArtifact(path, { ...options, expectation: { sha256 } }).finally(() => bar.stop());
  await printReports([report], flags, io, storesJudged(resolved));
  await writeReport([report], flags, io);
  return exitCodeOf([report], { strict: flags.strict ?? false });
}
