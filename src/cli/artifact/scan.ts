import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { SCAN_CHECK_IDS } from '../../artifact/checks/ids.js';
import { scanArtifact } from '../../guard/artifact/validate.js';
import type { ExitCode } from '../../policy/decision.js';
import { judgeEach, type EachFlags } from '../each.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { commonOptions, type JudgingFlags } from '../judging.js';
import { addReporting, checkReporting } from '../reporting.js';
import { settingsOf, type SettingsFlags } from '../settings.js';
import { artifactsIn } from '../walk.js';
import { addArtifactJudging } from './flags.js';

type Flags = SettingsFlags & Pick<JudgingFlags, 'checks' | 'coverage'> & EachFlags;

const EXAMPLES = `
Headers only, and nothing is run: what the files are, what loading them would run, and how they lie. A file that is no
model is said to be none; it never counts as looked at without a finding.

Examples:
  pressproof artifact scan model.safetensors
  pressproof artifact scan downloads/ --json
  pressproof artifact scan downloads/ --quiet --report scan.sarif       only what is wrong, and SARIF for code scanning`;

export function addArtifactScan(artifact: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = artifact
    .command('scan')
    .summary('format, unsafe content and layout of files and folders; nothing is run')
    .description('Judges what files and folders are and what loading them would do, without loading any.')
    .argument('<path...>', 'files, folders that are a model, and folders of models')
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change the verdict')
    .option('--no-progress', 'no progress bar');
  addReporting(addArtifactJudging(command, SCAN_CHECK_IDS)).addHelpText('after', epilogue(EXAMPLES));
  command.action(async (paths: string[], flags: Flags) => finish(await run(paths, flags, io)));
}

async function run(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const { timeout: timeoutMs, ...settings } = flags;
  const resolved = await settingsOf(settings, io.env);
  const options = { ...commonOptions(resolved, flags, io), timeoutMs };
  const width = resolved.settings.pool.threads ?? availableParallelism();
  const nothing = `No model in ${paths.join(', ')}: nothing was looked at`;
  const tell = (text: string) => void (flags.quiet === true || io.tell(text));
  const judge = (path: string) => scanArtifact(path, options);
  return await judgeEach(artifactsIn(paths, tell), { width, nothing, judge }, flags, io);
}
