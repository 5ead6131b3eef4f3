import type { Verdict } from '../core/outcome.js';
import type { Report } from '../core/report.js';
import { EXIT, exitCodeOf, type ExitCode, type Judged } from '../policy/decision.js';
import { whyVerdict } from '../report/summary.js';
import { VERDICT_SYMBOLS } from '../report/symbols.js';
import { inkOf, type Ink } from '../report/terminal/ink.js';
import { plain } from '../report/terminal/text.js';
import { inOrder } from './in-order.js';
import type { Io } from './io.js';
import { progressBar, type ProgressFlags } from './progress.js';
import { rendered, stdoutFormat, writeReport, type ReportingFlags } from './reporting.js';

export type EachFlags = ReportingFlags & ProgressFlags & { readonly strict?: boolean };

export interface Judging {
  /** Subjects at work at once. */
  readonly width: number;
  readonly judge: (path: string) => Promise<Report>;
  /** Told of each, in their order. */
  readonly onReport?: (report: Report) => void;
  /** Said where there was no subject at all. */
  readonly nothing: string;
}

/** Judges many lone subjects and tells of each as soon as its turn comes: a line for people, or a line of JSON. */
export async function judgeEach(
  paths: AsyncIterable<string>,
  { width, judge, nothing, onReport }: Judging,
  flags: EachFlags,
  io: Io,
): Promise<ExitCode> {
  const format = stdoutFormat(flags);
  // JSON and lines for people are streamed; only formats of one document have to wait for the last report
  const streamed = format === null || format === 'json';
  const kept: Report[] = [];
  const judged: Judged[] = [];
  const progress = progressBar(io, flags, null);
  try {
    for await (const report of inOrder(paths, width, judge, io.signal)) {
      onReport?.(report);
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
    io.tell(nothing);
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
