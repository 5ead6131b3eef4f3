import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Verdict } from '../core/outcome.js';
import type { Report } from '../core/report.js';
import { scan } from '../guard/validate.js';
import { EXIT, exitCodeOf, type ExitCode, type Judged } from '../policy/decision.js';
import { whyVerdict } from '../report/summary.js';
import { VERDICT_SYMBOLS } from '../report/symbols.js';
import { inkOf, type Ink } from '../report/terminal/ink.js';
import { plain } from '../report/terminal/text.js';
import { inOrder } from './in-order.js';
import type { Io } from './io.js';
import { addJudging, callOptions, type JudgingFlags } from './judging.js';
import { progressBar, type ProgressFlags } from './progress.js';
import { addReporting, checkReporting, rendered, stdoutFormat, writeReport, type ReportingFlags } from './reporting.js';
import { addCache, addMode, addSettings, settingsOf, type SettingsFlags } from './settings.js';
import { imagesIn } from './walk.js';

type Flags = SettingsFlags & JudgingFlags & ReportingFlags & ProgressFlags & { readonly strict?: boolean };

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
  addReporting(addJudging(addCache(addSettings(addMode(command))))).addHelpText('after', EXAMPLES);
  command.action(async (paths: string[], flags: Flags) => finish(await run(paths, flags, io)));
}

async function run(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const resolved = await settingsOf(flags, io.env);
  const options = callOptions(resolved, flags, io);
  const format = stdoutFormat(flags);
  // JSON and lines for people are streamed; only formats of one document have to wait for the last report
  const streamed = format === null || format === 'json';
  const kept: Report[] = [];
  const judged: Judged[] = [];
  const width = resolved.settings.pool.threads ?? availableParallelism();
  const progress = progressBar(io, flags, null);
  try {
    for await (const report of inOrder(imagesIn(paths), width, (path) => scan(path, options), io.signal)) {
      judged.push({ verdict: report.verdict, mode: report.mode, coverage: report.coverage });
      progress.update(judged.length);
      if (!streamed || flags.report !== undefined) kept.push(report);
      if (format === 'json') await io.out(await rendered('json', [report]));
      else if (format === null && !(flags.quiet && isFine(report.verdict)))
        await io.out(`${line(report, inkOf(io.outColor))}\n`);
    }
  } finally {
    progress.stop();
  }
  if (!streamed) await io.out(await rendered(format, kept));
  await writeReport(kept, flags, io);
  if (judged.length === 0 && !io.signal.aborted) {
    io.tell(`No image in ${paths.join(', ')}: nothing was looked at`);
    return EXIT.inconclusive;
  }
  if (format === null && !flags.quiet) io.tell(counts(judged));
  return exitCodeOf(judged, { strict: flags.strict ?? false });
}

function isFine(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'skipped';
}

function line(report: Report, ink: Ink): string {
  const { verdict, subject } = report;
  const sign = ink.of(verdict, `${VERDICT_SYMBOLS[verdict]} ${verdict.padEnd(4)}`);
  const name = `${sign}  ${plain(subject.file?.path ?? '')}`;
  const why = plain(whyVerdict(report));
  return why === '' ? name : `${name}  ${why}`;
}

function counts(judged: readonly Judged[]): string {
  const by = new Map<Verdict, number>();
  for (const { verdict } of judged) by.set(verdict, (by.get(verdict) ?? 0) + 1);
  return `${judged.length} looked at: ${[...by].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`;
}
