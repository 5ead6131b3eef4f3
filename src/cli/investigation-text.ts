import type { Bucket, Contrast, Investigation, Onset, Problem, Rate, StandOut } from '../observe/investigate/index.js';
import { inkOf, type Ink } from '../report/terminal/ink.js';
import { beside, plain, wrap } from '../report/terminal/text.js';
import { OUTCOME_SYMBOLS } from '../report/symbols.js';
import { countText, percentText } from '../report/units.js';
import { minuteText } from '../report/times.js';

export interface InvestigationText {
  readonly investigation: Investigation;
  readonly since: number;
  readonly until: number;
  readonly color: boolean;
  readonly width: number;
}

/** Width of the names before the lines of a problem. */
const LABEL = 10;
/** Problems shown; what few subjects have is in the JSON. */
const SHOWN = 8;

/** What a person sees: the sums, the hours, and each problem with its cause, evidence and remedy. Ends with a newline. */
export function investigationText({ investigation, since, until, color, width }: InvestigationText): string {
  const ink = inkOf(color);
  const { problems, overTime } = investigation;
  const shown = problems.slice(0, SHOWN);
  const rest = problems.length - shown.length;
  // checks of one name are told apart where somebody could take one for the other
  const isMixed = new Set(problems.map(({ suite }) => suite)).size > 1;
  const lines = [
    ...headLines(investigation, since, until, ink, width),
    ...(problems.length === 0 ? [] : hourLines(overTime, ink, width)),
    ...shown.flatMap((problem, index) => ['', ...problemLines(problem, index + 1, isMixed, ink, width)]),
    ...(rest > 0 ? ['', `${rest} more with fewer subjects: --json has them`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines(
  { judged, failed, inconclusive, skipped, problems }: Investigation,
  since: number,
  until: number,
  ink: Ink,
  width: number,
) {
  const span = `${minuteText(since)} to ${minuteText(until)} UTC`;
  const all =
    judged === 0
      ? 'no subject was judged'
      : `${countText(judged)} subjects judged, ${shareText(failed)} failed, ${shareText(inconclusive)} inconclusive`;
  const none = skipped.reduce((sum, each) => sum + each.count, 0);
  const reasons = skipped.map(({ reason, count: times }) => `${reason} ${countText(times)}`).join(', ');
  const title =
    judged === 0
      ? 'Nothing to investigate'
      : problems.length === 0
        ? 'Nothing is wrong'
        : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return [
    ink.bold(title),
    ...wrap(`${span}: ${all}`, width).map((line) => ink.dim(line)),
    ...(none === 0
      ? []
      : wrap(`Not looked at: ${countText(none)} (${plain(reasons)})`, width).map((line) => ink.dim(line))),
  ];
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Share of affected subjects over time; a gap is an hour without subjects. */
function hourLines(buckets: readonly Bucket[], ink: Ink, width: number): string[] {
  const [first] = buckets;
  const last = buckets.at(-1);
  if (!first || !last || buckets.length < 2 || buckets.length > width) return [];
  const bars = buckets.map(({ affected, all }) => {
    if (all === 0) return ' ';
    if (affected === 0) return '·';
    return BARS[Math.min(BARS.length - 1, Math.floor((affected / all) * BARS.length))] ?? '';
  });
  const each = (first.end - first.start) / 60_000;
  const unit = each % 60 === 0 ? (each === 60 ? 'hour' : `${each / 60} hours`) : `${each} minutes`;
  return [
    '',
    bars.join(''),
    ink.dim(`failed or inconclusive share per ${unit}, from ${minuteText(first.start)}, full bar = all`),
  ];
}

function problemLines(problem: Problem, number: number, isMixed: boolean, ink: Ink, width: number): string[] {
  const { suite, outcome, checks, codes, rate, cause, onset, together, caveats, examples } = problem;
  const [code] = codes;
  const what = outcome === 'failed' ? checks.join(', ') : (code?.code ?? '');
  const name = isMixed ? `${what} (${suite})` : what;
  const between = rate.share === 1 ? '' : `, true share ${percentText(rate.low)} to ${percentText(rate.high)}`;
  const title = `${OUTCOME_SYMBOLS[outcome]} ${number}. ${plain(name)} ${outcome}`;
  const said = (label: string, text: string) => labelled(label, text, ink, width);
  const kinds =
    outcome === 'failed' ? codes.map((each) => `${each.code} ${countText(each.count)}`).join(', ') : checks.join(', ');
  return [
    `${ink.of(outcome, ink.bold(title))}  ${shareText(rate)} of ${countText(rate.of)}${between}`,
    ...said(cause.confidence, cause.text),
    ...said('do', cause.action),
    ...evidenceTexts(problem).flatMap((text, index) => said(index === 0 ? 'evidence' : '', text)),
    ...(onset === null ? [] : said('when', onsetText(onset))),
    ...(kinds === '' ? [] : said(outcome === 'failed' ? 'codes' : 'checks', kinds)),
    ...(together.length === 0 ? [] : said('together', `with ${together.join(', ')}`)),
    ...caveats.flatMap((text) => said('note', text)),
    ...said('see', examples.map((id) => `pressproof investigate ${id}`)[0] ?? ''),
  ];
}

function evidenceTexts({ standsOut }: Problem): string[] {
  return standsOut.map((found, index) => `${index === 0 ? '' : 'among these, '}${standOutText(found)}`);
}

function standOutText({ factor, alike, lift, chance, ...contrast }: StandOut): string {
  const names = [factor, ...alike].map(({ name, value }) => `${name} ${value}`).join(' = ');
  const times = lift.times === null ? '' : `, ${timesText(lift.times)} as often`;
  return `${names}: ${contrastText(contrast, 'others')}${times} (${chanceText(chance)})`;
}

function onsetText({ from, to, chance, ...contrast }: Onset): string {
  const span = to === null ? `since ${minuteText(from)}` : `${minuteText(from)} to ${minuteText(to)}`;
  return `${span} UTC: ${contrastText(contrast, to === null ? 'before' : 'before and after')} (${chanceText(chance)})`;
}

function contrastText({ inside, outside }: Contrast, others: string): string {
  return `${shareText(inside)} of ${countText(inside.of)}, ${others} ${shareText(outside)} of ${countText(outside.of)}`;
}

function timesText(times: number): string {
  return times < 10 ? `${times.toFixed(1)} times` : `${times.toFixed(0)} times`;
}

/** Fisher's test after correction for all that was compared. */
function chanceText(chance: number): string {
  return chance < 1e-6 ? 'by chance under 1 in a million' : `by chance 1 in ${countText(Math.floor(1 / chance))}`;
}

function shareText({ count: number, share }: Rate): string {
  return share === null ? '0' : `${countText(number)} (${percentText(share)})`;
}

function labelled(label: string, text: string, ink: Ink, width: number): string[] {
  return beside(label, LABEL, plain(text), width - LABEL - 4).map(([name, line]) => `    ${ink.dim(name)}${line}`);
}
