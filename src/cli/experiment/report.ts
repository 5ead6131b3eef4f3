import type { Command } from 'commander';
import { jsonText } from '../../core/visible.js';
import { experimentReport, type ExperimentReport } from '../../observe/experiment/index.js';
import { armAt } from '../../policy/arm.js';
import { experimentNamed } from '../../policy/experiment.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { momentFor } from '../moment.js';
import { addStore, withStore, type StoreFlags } from '../stored.js';
import { experimentText } from './report-text.js';

const EXAMPLES = `
Look as often as you like, and stop when you like: bounds are confidence sequences, which hold at every look at once.
All comparisons together are ever wrong with a probability of 5 % at most; a bound of an arm on its own likewise.
A subject counts once, with its first decision. --since wants a fixed time: one that moves is another experiment each day.
Decisions older than store.retentionDays are deleted and count no longer: let them be kept for as long as it runs.

Exit codes: 0 there is a report   1 subjects are not divided as the weights say, or the arms were changed: nothing is
concluded   2 wrong usage, e.g. no experiment of that name   3 too few subjects to conclude from

Examples:
  pressproof experiment report gifsicle-trial
  pressproof experiment report gifsicle-trial --since 2026-01-31T09:00Z --json | jq '.conclusion'`;

interface ReportFlags extends StoreFlags {
  readonly since?: number;
  readonly json?: boolean;
}

export function addReport(experiment: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = experiment
    .command('report')
    .description('What an experiment shows so far: each arm, the differences between them, and what may be concluded.')
    .argument('<name>', 'of the experiment')
    .option('--since <time>', 'only what was recorded since: a time of ISO 8601, or 24h, 7d ago', momentFor('--since'));
  addStore(command)
    .option('--json', 'one JSON document')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (name: string, flags: ReportFlags) => finish(await run(name, flags, io)));
}

async function run(name: string, { since, json = false, ...flags }: ReportFlags, io: Io): Promise<ExitCode> {
  return await withStore(flags, io, async (store, { experiments }) => {
    const experiment = experimentNamed(name, experiments);
    const reported = { ...experiment, armOfDraw: (draw: number) => armAt(experiment, draw).name };
    const report = experimentReport(reported, store.subjects({ experiment: name, since }));
    await io.out(
      json
        ? `${jsonText({ schemaVersion: 1, store: store.path, since: since ?? null, ...report })}\n`
        : experimentText({ report, since: since ?? null, color: io.outColor, width: io.outWidth }),
    );
    return exitCodeOf(report);
  });
}

function exitCodeOf({ conclusion: { status } }: ExperimentReport): ExitCode {
  if (status === 'mismatch' || status === 'changed') return EXIT.failed;
  return status === 'empty' || status === 'too_few' ? EXIT.inconclusive : EXIT.success;
}
