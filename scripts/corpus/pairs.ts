import { join } from 'node:path';
import { validate, type CheckOutcome, type Expectation, type Operation, type Outcome } from '../../src/index.js';
import type { Comparison } from './tally.js';

type Expected = 'pass' | 'fail' | 'any';
type ExtraName = 'dimensions' | 'loop' | 'transparency' | 'duration';

/** What of a line of pairs.jsonl is compared. */
export interface Pair {
  readonly original: string;
  readonly output: string;
  readonly class: string;
  readonly declared: { readonly operation: string; readonly ratio?: number; readonly colors?: number };
  readonly verdict_expected: Readonly<Record<string, { readonly verdict: Expected; readonly reason: string }>>;
  readonly extra_expected: Readonly<Partial<Record<ExtraName, Expected | null>>> & {
    readonly smaller?: boolean | null;
  };
}

/** The corpus's words for what a compressor was asked, in ours. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  copy: 'recompress',
  optimize: 'recompress',
  lossy: 'lossy_compression',
  color_reduction: 'color_reduction',
  frame_reduction: 'frame_reduction',
};

/** Our checks for each expected verdict; together they fail when one fails. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  integrity: ['file_integrity'],
  frame_count: ['frame_count'],
  color_count: ['color_count'],
  fps: ['fps', 'duration'],
  quality: ['quality_degradation'],
  dimensions: ['dimensions'],
  loop: ['loop_count'],
  transparency: ['transparency'],
  duration: ['duration'],
};

/** Validates one pair and compares each verdict on which reasonable people agree. */
export async function comparePair(folder: string, pair: Pair): Promise<Comparison[]> {
  const { declared, output } = pair;
  const operation = OPERATIONS[declared.operation];
  if (!operation) throw new Error(`Unknown operation ${declared.operation} in ${output}`);
  const expectation: Expectation = {
    ...(declared.ratio !== undefined && { frameRatio: declared.ratio }),
    ...(declared.colors !== undefined && { colors: declared.colors }),
  };
  const files = [join(folder, pair.original), join(folder, 'pairs', output)] as const;
  const { checks } = await validate(...files, { operation, expectation, mode: 'alert' });
  const named = [
    ...Object.entries(pair.verdict_expected).map(([name, { verdict, reason }]) => ({ name, verdict, reason })),
    ...Object.entries(pair.extra_expected)
      .filter(([name]) => name !== 'smaller')
      .map(([name, verdict]) => ({ name, verdict: verdict as Expected | null, reason: '' })),
  ];
  return [
    ...named
      .filter(({ verdict }) => verdict === 'pass' || verdict === 'fail')
      .map(({ name, verdict, reason }) => comparison(pair, name, verdict as Expected, reason, checks)),
    ...smaller(pair, checks),
  ];
}

function comparison(
  pair: Pair,
  name: string,
  theirs: Expected,
  reason: string,
  checks: readonly CheckOutcome[],
): Comparison {
  const ids = CHECKS[name];
  if (!ids) throw new Error(`Unknown verdict ${name} in ${pair.output}`);
  const found = checks.filter(({ id }) => ids.includes(id));
  const ours = together(found.map(({ outcome }) => outcome));
  const said = found.map(({ id, message }) => `${id}: ${message}`).join('; ');
  const note = `${said}${reason === '' ? '' : ` [truth: ${reason}]`}`;
  return {
    key: `pair:${pair.output}:${name}`,
    group: `pairs  ${name}, ${pair.class}`,
    agrees: ours === theirs,
    ours,
    theirs,
    note,
  };
}

/** pass: all looked and none failed. fail: one failed. Anything else (skipped, inconclusive) agrees with nothing. */
function together(outcomes: readonly Outcome[]): string {
  if (outcomes.includes('failed')) return 'fail';
  const fine = outcomes.every((outcome) => outcome === 'passed' || outcome === 'warned');
  return fine && outcomes.length > 0 ? 'pass' : outcomes.join(' and ');
}

/** An output that is not smaller is warned about; one over the size policy fails. */
function smaller(
  { output, extra_expected: extra, class: kind, verdict_expected }: Pair,
  checks: readonly CheckOutcome[],
): Comparison[] {
  const integrityFails = verdict_expected['integrity']?.verdict !== 'pass';
  if (typeof extra.smaller !== 'boolean' || integrityFails) return [];
  const check = checks.find(({ id }) => id === 'size_reduction');
  const ours = check?.outcome ?? 'absent';
  const agrees = extra.smaller ? ours === 'passed' : ours === 'warned' || ours === 'failed';
  const theirs = extra.smaller ? 'smaller' : 'not smaller';
  return [
    { key: `pair:${output}:smaller`, group: `pairs  smaller, ${kind}`, agrees, ours, theirs, note: check?.message },
  ];
}
