import type { Outcome, Verdict } from '../core/outcome.js';
import type { CheckOutcome, Coverage, Report } from '../core/report.js';
import { doesCount } from './check-mode.js';
import { unitsOf, type Units } from './units-looked-at.js';

/** What needs attention first. */
export const VERDICTS_BY_URGENCY = ['fail', 'inconclusive', 'warn', 'pass', 'skipped'] as const satisfies Verdict[];

export const OUTCOMES_BY_URGENCY = [
  'failed',
  'inconclusive',
  'warned',
  'passed',
  'skipped',
] as const satisfies Outcome[];

/** The outcome that must be among the checks for a verdict to have its evidence there. */
const WITNESS: Readonly<Record<Verdict, Outcome>> = {
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  inconclusive: 'inconclusive',
  skipped: 'skipped',
};

/** Bytes before and after. */
export interface Sizes {
  readonly original: number;
  readonly output: number;
}

export interface Summary {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Sums over the outputs with verdict pass or warn: bytes saved by a ruined file are no saving. */
  readonly kept: Sizes & { readonly subjects: number };
}

export function summarize(reports: readonly Report[]): Summary {
  const verdicts: Record<Verdict, number> = { pass: 0, warn: 0, fail: 0, inconclusive: 0, skipped: 0 };
  const kept = { original: 0, output: 0, subjects: 0 };
  for (const report of reports) {
    verdicts[report.verdict] += 1;
    const sizes = sizesOf(report);
    if (!sizes || (report.verdict !== 'pass' && report.verdict !== 'warn')) continue;
    kept.original += sizes.original;
    kept.output += sizes.output;
    kept.subjects += 1;
  }
  return { verdicts, kept };
}

/** "3 fail, 1 inconclusive, 12 pass": the verdicts that occur, most urgent first. */
export function verdictCounts({ verdicts }: Summary): string {
  const present = VERDICTS_BY_URGENCY.filter((verdict) => verdicts[verdict] > 0);
  return present.map((verdict) => `${verdicts[verdict]} ${verdict}`).join(', ');
}

/** null unless the subject is a pair whose files could both be read. */
export function sizesOf({ subject }: Report): Sizes | null {
  const original = subject.original?.bytes ?? null;
  const output = subject.output?.bytes ?? null;
  return original === null || output === null ? null : { original, output };
}

/** Share of the original's bytes that are gone, negative when the output grew; null for an empty original. */
export function savedShare({ original, output }: Sizes): number | null {
  return original === 0 ? null : (original - output) / original;
}

/** The path of what was judged: the output of a pair, the file of a lone subject. */
export function subjectPath({ subject }: Report): string | null {
  return (subject.output ?? subject.file ?? subject.original)?.path ?? null;
}

/** Name of the environment that the subject was judged for; null: none was stated. */
export function environmentOf({ expectation }: Report): string | null {
  const { name } = Object(expectation['environment']) as { readonly name?: unknown };
  return typeof name === 'string' ? name : null;
}

/** What people call the subject beside its path, and where it is to run; empty where nobody said. */
export function aboutArtifact(report: Report): string[] {
  const { name, version } = report.subject;
  const environment = environmentOf(report);
  const called = [name, version].filter((each) => each !== undefined).join(' ');
  return [...(called === '' ? [] : [called]), ...(environment === null ? [] : [`for ${environment}`])];
}

/** What the subject was compared with, and its digest where it is known; empty where it was compared with nothing. */
export function baselineText({ subject: { baseline } }: Report): string[] {
  if (!baseline) return [];
  const { name, path, sha256 } = baseline;
  const called = [name, path].filter((each) => each !== undefined && each !== null).join(', ');
  return [`against ${called}${sha256 === null ? '' : `, sha256 ${sha256}`}`];
}

/** Bytes of a subject that is a folder or file of its own; null: of a pair, of pictures, or not known. */
export function loneBytes({ suite, subject }: Report): number | null {
  return suite === 'image' ? null : (subject.file?.bytes ?? null);
}

export function subjectName(report: Report): string {
  return subjectPath(report) ?? '(bytes)';
}

/** The first check that explains a verdict which is not a clean pass. */
export function decidingCheck(report: Report): CheckOutcome | undefined {
  const counted = countedChecks(report);
  return (
    counted.find(({ outcome }) => outcome === 'failed') ??
    counted.find(({ outcome }) => outcome === 'inconclusive') ??
    counted.find(({ outcome }) => outcome === 'warned')
  );
}

/** What checks that do not count complain about; null where they do not. A pass on trial must not look like a clean one. */
function asideText(report: Report): string | null {
  const aside = report.checks.filter((check) => !doesCount(check, report) && isComplaint(check));
  const said = aside.map(({ id, outcome }) => `${id} ${outcome}`).join(', ');
  return said === '' ? null : `Does not count, in shadow: ${said}`;
}

function isComplaint({ outcome }: CheckOutcome): boolean {
  return outcome === 'failed' || outcome === 'inconclusive' || outcome === 'warned';
}

function countedChecks(report: Report): CheckOutcome[] {
  return report.checks.filter((check) => doesCount(check, report));
}

/** One sentence on why the verdict is what it is, may not stay so, or hides something; empty for a clean pass. */
export function whyVerdict(report: Report): string {
  const check = decidingCheck(report);
  if (check) return `${check.id}: ${check.message}`;
  if (report.reason) return report.reason;
  if (report.verdict === 'pass')
    return [doubtText(report), asideText(report)].filter((text) => text !== null).join('; ');
  if (report.checks.length === 0) return 'No check was run';
  // what stands in shadow may have kept others from being run
  const open = countedChecks(report).find(({ details }) => details?.['blockedBy'] !== undefined);
  return open ? `${open.id}: ${open.message}` : 'No check that counts was run';
}

/**
 * Whether the checks themselves show the verdict. Where they do not (a dead worker, a subject that policy
 * skipped), formats that list checks add an entry for the verdict, or readers would take silence for success.
 */
export function isWitnessed(report: Report): boolean {
  return (
    report.verdict !== 'skipped' && countedChecks(report).some(({ outcome }) => outcome === WITNESS[report.verdict])
  );
}

/** How much was looked at and what limited it, e.g. `sampled coverage, 16 of 64 frames compared`. */
export function coverageText(report: Report): string {
  const { limitedBy } = report.coverage;
  const looked = lookedAtText(report);
  return limitedBy === undefined ? looked : `${looked}, limited by ${limitedBy}`;
}

function lookedAtText({ coverage, subject, checks }: Report): string {
  const { level } = coverage;
  const units = unitsOf(coverage);
  if (units === null) return checks.length === 0 ? 'nothing was looked at' : `${level} coverage`;
  const { total, read, compared, one } = units;
  if (compared === null) return read === null || total === 0 ? `${level} coverage` : readText(level, read, units);
  if (total === 0) return `no ${one} was looked at`;
  // a lone subject is compared with nothing
  return subject.file ? `${level} coverage` : comparedText(level, units);
}

/** What has been read of a lone subject beside its headers, which always are. */
function readText(level: Coverage['level'], read: number, { total, many, one }: Units): string {
  const all = `${total} ${total === 1 ? one : many}`;
  if (read === 0) return `${level} coverage, headers of ${all} read and no values`;
  if (read === total) return `${level} coverage, values of ${total === 1 ? all : `all ${all}`} read`;
  return `${level} coverage, values of ${read} of ${all} read, of the others only headers`;
}

function comparedText(level: Coverage['level'], { total, compared, many }: Units): string {
  if (level !== 'structural' && compared === 0) return `decoded, but none of ${total} ${many} compared`;
  const whole = level === 'sampled' && compared === total;
  // all were, but for what lies between them, or not beside every one of the original
  const short = whole ? ', not in every respect' : '';
  return `${level} coverage, ${compared} of ${total} ${many} compared${short}`;
}

const IN_WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'failure',
  inconclusive: 'inconclusive verdict',
  skipped: 'skipped verdict',
};

/** Why a verdict may not stand, as a sentence; null where it stands. */
export function doubtText({ coverage: { couldOverturn = false, reason }, verdict }: Report): string | null {
  if (!couldOverturn) return null;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `What was not looked at could change this ${IN_WORDS[verdict]}${why}`;
}
