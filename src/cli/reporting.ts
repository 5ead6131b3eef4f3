import { extname } from 'node:path';
import type { Command } from 'commander';
import { invalidArgument, UsageError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { folderProblem, whyUnwritable } from '../guard/files/unwritable.js';
import { RENDERERS, REPORT_FORMATS, type ReportFormat } from '../report/formats.js';
import { choiceFor } from './arguments.js';
import type { Io } from './io.js';

export interface ReportingFlags {
  readonly json?: boolean;
  readonly format?: ReportFormat;
  readonly report?: string;
  readonly quiet?: boolean;
}

const BY_EXTENSION: Readonly<Record<string, ReportFormat>> = {
  '.json': 'json',
  '.jsonl': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.xml': 'junit',
  '.sarif': 'sarif',
  '.html': 'html',
  '.htm': 'html',
};

export function addReporting(command: Command): Command {
  return command
    .option('--json', 'the report as JSON, one document a line')
    .option('--format <format>', REPORT_FORMATS.join(', '), choiceFor('--format', REPORT_FORMATS))
    .option('--report <file>', 'write the report to a file; its format is --format, else by its extension', once)
    .option('--quiet', 'print nothing that is not a result or a fault');
}

/** A second file would take the place of the first without a word. */
function once(path: string, before?: string): string {
  if (before === undefined) return path;
  throw invalidArgument('--report', `one file, ${before} was named before,`, path);
}

/** What goes to stdout: a format for programs, or null for people. A report file leaves stdout to people. */
export function stdoutFormat({ json = false, format, report }: ReportingFlags): ReportFormat | null {
  if (json) return 'json';
  return report === undefined ? (format ?? null) : null;
}

/**
 * Refuses two formats for stdout, and a report file that could not be written. Called before any work, so that a typing
 * error costs nothing.
 * @throws UsageError
 */
export function checkReporting(flags: ReportingFlags): void {
  const { json = false, format = 'json', report } = flags;
  if (json && format !== 'json' && report === undefined)
    throw invalidArgument('--format', 'json, or a --report for the other format, beside --json', format);
  if (fileFormat(flags) === null || flags.report === undefined) return;
  const problem = folderProblem(flags.report);
  if (problem !== null) throw unwritable(flags.report, problem);
}

/** Format of the report file; null when none is written. */
function fileFormat({ format, report }: ReportingFlags): ReportFormat | null {
  if (report === undefined) return null;
  const found = format ?? BY_EXTENSION[extname(report).toLowerCase()];
  if (found) return found;
  const known = Object.keys(BY_EXTENSION).join(', ');
  throw invalidArgument('--report', `a file name with one of ${known}, or --format beside it,`, report);
}

export async function rendered(format: ReportFormat, reports: readonly Report[]): Promise<string> {
  if (format === 'json') return (await RENDERERS.json())({ reports });
  const { documentOf } = await import('./documents.js');
  return await documentOf(format, reports);
}

/**
 * Prints reports: for people the checks of one, or a table of several; for programs the format asked for.
 * @param recorded - whether people can look its decision up
 */
export async function printReports(
  reports: readonly Report[],
  flags: ReportingFlags,
  io: Io,
  recorded = true,
): Promise<void> {
  const format = stdoutFormat(flags);
  if (format) return await io.out(await rendered(format, reports));
  const told = flags.quiet ? reports.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped') : reports;
  if (told.length === 0) return;
  const { renderTerminal } = await import('../report/terminal.js');
  const shown = recorded ? told : told.map(({ id: _, ...report }) => report);
  await io.out(renderTerminal({ reports: shown, color: io.outColor, width: io.outWidth }));
}

/** @throws UsageError when it cannot be written */
export async function writeReport(reports: readonly Report[], flags: ReportingFlags, io: Io): Promise<void> {
  const format = fileFormat(flags);
  if (format === null || flags.report === undefined) return;
  const text = await rendered(format, reports);
  const { writeWhole } = await import('../guard/files/write-whole.js');
  try {
    await writeWhole(flags.report, text);
  } catch (error) {
    throw unwritable(flags.report, whyUnwritable(flags.report, error), { cause: error });
  }
  if (!flags.quiet) io.tell(`Report: ${flags.report}`);
}

function unwritable(path: string, reason: string, options?: ErrorOptions): UsageError {
  const { message } = invalidArgument('--report', 'a path that can be written', path);
  return new UsageError('report_unwritable', `${message} (${reason})`, options);
}
