import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { bytesText } from '../core/bytes-text.js';
import type { RunReader } from '../batch/journal/reader.js';
import { invalidArgument, UsageError } from '../core/errors.js';
import { isSystemError } from '../core/system-error.js';
import { folderProblem, whyUnwritable } from '../guard/files/unwritable.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { shell } from '../report/command-line.js';
import { countText } from '../report/units.js';
import { numberFor } from './arguments.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { progressBar, type ProgressFlags } from './progress.js';

interface ReportFlags extends ProgressFlags {
  readonly output?: string;
  readonly budget?: number;
  readonly item?: readonly number[];
}

const EXAMPLES = `
The page needs nothing beside itself: it can be mailed, archived and opened from a file. Rows of all results are in it, and
reports and pictures as far as --budget goes: of what is not fit first, then of the worst, then a sample over recipes.

Examples:
  pressproof report run                          writes run/report.html
  pressproof report run -o proof.html --budget 8   a small one, to be mailed
  pressproof report run --item 4711              with the pictures of this result before all others`;

const MEGABYTE = 1_000_000;
/** V8 holds no longer string, and browsers no larger page. */
const LARGEST_BUDGET = 500;

export function addReport(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const item = numberFor('--item', 'a number of a result, from 0', (n) => Number.isInteger(n) && n >= 0);
  const budget = numberFor(
    '--budget',
    `a number of megabytes from 0 to ${LARGEST_BUDGET}`,
    (n) => n >= 0 && n <= LARGEST_BUDGET,
  );
  program
    .command('report')
    .summary('the results of a batch as a page to look at')
    .description('Writes the results of a batch as one HTML page: what to trust, what failed, and how it looks.')
    .argument('<dir>', 'folder of the run, as batch --out names it')
    .option('-o, --output <file>', 'where the page goes (default: report.html in the folder)')
    .option('--budget <mb>', 'megabytes of reports and pictures in the page (default: 48)', budget)
    .option(
      '--item <number>',
      'a result whose pictures come first; may be repeated',
      (text: string, before: number[] = []) => [...before, item(text)],
    )
    .option('--quiet', 'print nothing but faults')
    .option('--no-progress', 'no progress bar')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (dir: string, flags: ReportFlags) => {
      await run(dir, flags, io);
      finish(EXIT.success);
    });
}

async function run(dir: string, flags: ReportFlags, io: Io): Promise<void> {
  refuseLink(dir);
  const { openRun } = await import('../batch/journal/reader.js');
  const output = flags.output ?? join(dir, 'report.html');
  const reader = openRun(dir);
  try {
    refuseUnknown(flags.item ?? [], dir, reader);
    refuseUnwritable(output);
    const { writePage } = await import('../batch/page/write-page.js');
    let bar = progressBar(io, { ...flags, progress: false }, null);
    const onProgress = (done: number, of: number): void => {
      if (done === 1) bar = progressBar(io, flags, of);
      bar.update(done);
    };
    try {
      const budget = flags.budget === undefined ? undefined : flags.budget * MEGABYTE;
      const written = await writePage(reader, output, { budget, items: flags.item, signal: io.signal, onProgress });
      bar.stop();
      const what = `${countText(written.results)} results, ${countText(written.withPictures)} with pictures`;
      if (!flags.quiet) io.tell(`Page: ${output} (${bytesText(statSync(output).size)}; ${what})`);
    } finally {
      bar.stop();
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError('report_unwritable', `${output} cannot be written (${whyUnwritable(output, error)})`, {
      cause: error,
    });
  } finally {
    reader.close();
  }
}

/** A run with the end of a link to one result of its page: that is for a browser. */
function refuseLink(dir: string): void {
  const [, run, item] = /^(.+)#item-(\d+)$/.exec(dir) ?? [];
  if (run === undefined || item === undefined || statSync(dir, { throwIfNoEntry: false }) !== undefined) return;
  const remedy = `for the page with this result: ${shell(['pressproof', 'report', run, '--item', item])}`;
  throw new UsageError('invalid_argument', `${invalidArgument('DIR', 'the folder of a run', dir).message}; ${remedy}`);
}

/** A page without what was asked for would say nothing of it. */
function refuseUnknown(items: readonly number[], dir: string, reader: RunReader): void {
  const unknown = items.find((item) => !reader.hasOrdinal(item));
  if (unknown === undefined) return;
  const last = reader.lastOrdinal();
  const remedy = 'results.csv and the links of the page have the numbers';
  const expected = last === null ? 'no number, as the run has no result yet,' : `the number of a result, 0 to ${last},`;
  const { message } = invalidArgument(`--item in ${dir}`, expected, unknown);
  throw new UsageError('invalid_argument', last === null ? message : `${message}; ${remedy}`);
}

/** Before any work, so that a typing error costs nothing. */
function refuseUnwritable(output: string): void {
  const problem = folderProblem(output);
  if (problem !== null) throw new UsageError('report_unwritable', `${output} cannot be written (${problem})`);
}
