import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Report } from '../core/report.js';
import { scan } from '../guard/validate.js';
import type { ExitCode } from '../policy/decision.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { addJudging, callOptions, type JudgingFlags } from './judging.js';
import { addReporting, checkReporting } from './reporting.js';
import { addAttest, attestationFor, type AttestFlags } from './attest-flags.js';
import { judgeEach, type EachFlags } from './each.js';
import { addCache, addMode, addSettings, settingsOf, type SettingsFlags } from './settings.js';
import { imagesIn } from './walk.js';

type Flags = SettingsFlags & JudgingFlags & EachFlags & AttestFlags;

const EXAMPLES = `
Examples:
  pressproof scan a.gif b.webp
  pressproof scan images/ --json
  pressproof scan images/ --quiet --report scan.xml        only what is wrong, and JUnit for CI`;

export function addScan(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('scan')
    .summary('integrity of images that have no original')
    .description('Judges the integrity of images that have no original. Folders are read with all that is below them.')
    .argument('<path...>', 'images and folders')
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change the verdict')
    .option('--no-progress', 'no progress bar');
  addAttest(addReporting(addJudging(addCache(addSettings(addMode(command)))))).addHelpText('after', epilogue(EXAMPLES));
  command.action(async (paths: string[], flags: Flags) => finish(await run(paths, flags, io)));
}

async function run(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const attestation = await attestationFor(flags, io);
  const resolved = await settingsOf(flags, io.env);
  const options = callOptions(resolved, flags, io);
  const width = resolved.settings.pool.threads ?? availableParallelism();
  const nothing = `No image in ${paths.join(', ')}: nothing was looked at`;
  const judge = (path: string) => scan(path, options);
  const onReport = (report: Report) => attestation.add(report);
  const code = await judgeEach(imagesIn(paths), { width, nothing, judge, onReport }, flags, io);
  return await attestation.write({ suite: 'image', resolved, flags, asked: {} }, code);
}
