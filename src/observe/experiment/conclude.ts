import type { ArmReport } from './arm-report.js';
import type { Comparison } from './compare.js';
import type { Split } from './split.js';
import { LEAST_FOR_DIFFERENCES } from './mean-bounds.js';
import { armSentences, comparisonSentence } from './sentences.js';

/**
 * empty: no subject yet · changed: drawn by other weights than now · mismatch: not divided as the weights say ·
 * difference: at least one is shown · too_few: none, and too few subjects · no_difference_shown · measured: there is
 * nothing to compare, e.g. one arm beside a control
 */
const STATUSES = ['empty', 'changed', 'mismatch', 'difference', 'too_few', 'no_difference_shown', 'measured'] as const;

export interface Conclusion {
  readonly status: (typeof STATUSES)[number];
  /** Plain sentences, the most important first. */
  readonly text: readonly string[];
}

export interface Findings {
  readonly subjects: number;
  readonly arms: readonly ArmReport[];
  readonly split: Split;
  readonly lookedAtSplit: Split | null;
  readonly drawnOtherwise: number;
  readonly comparisons: readonly Comparison[];
}

/** What may be said, in words. Nothing is said of arms whose subjects cannot be compared. */
export function conclude(findings: Findings): Conclusion {
  const { subjects, arms, comparisons, drawnOtherwise } = findings;
  if (drawnOtherwise > 0) return { status: 'changed', text: [changedText(findings)] };
  if (subjects === 0) return { status: 'empty', text: ['No subject is recorded yet.'] };
  const broken = mismatchText(findings);
  if (broken !== null) return { status: 'mismatch', text: [broken] };
  const shown = comparisons.filter(({ differs }) => differs);
  const open = comparisons.filter(({ differs }) => !differs);
  const said = (comparison: Comparison) => comparisonSentence(comparison, arms);
  const few = arms.filter(({ validated, lookedAt }) => validated && lookedAt < LEAST_FOR_DIFFERENCES);
  if (shown.length > 0) return { status: 'difference', text: [...shown, ...open].map(said) };
  if (few.length > 0) {
    const names = few.map(({ name, lookedAt }) => `${name} ${lookedAt}`).join(', ');
    const needs = `Too few subjects to conclude from: ${names} looked at, at least ${LEAST_FOR_DIFFERENCES} of each arm are needed.`;
    return { status: 'too_few', text: [needs, ...open.filter(({ moreSubjects }) => moreSubjects !== null).map(said)] };
  }
  if (comparisons.length === 0) return { status: 'measured', text: armSentences(arms) };
  return { status: 'no_difference_shown', text: open.map(said) };
}

function changedText({ drawnOtherwise, subjects }: Findings): string {
  return (
    `${drawnOtherwise} of ${drawnOtherwise + subjects} subjects are recorded in another arm than the configuration ` +
    'draws for them now: names, order, weights or salt of the arms were changed. Nothing is concluded; report --since the change, ' +
    'and give an experiment that changes a new name.'
  );
}

function mismatchText({ split, lookedAtSplit }: Findings): string | null {
  if (split.mismatch) {
    return (
      `Subjects are not divided as the weights say (${divisionText(split)}), so no arm can be compared with another: ` +
      'some are missing, e.g. those on which an engine crashes, or an arm is chosen by something else than the draw.'
    );
  }
  if (!lookedAtSplit?.mismatch) return null;
  return (
    `Those looked at are not divided as the weights say (${divisionText(lookedAtSplit)}), so no arm can be compared with ` +
    'another: in one of them more were skipped, e.g. in shadow mode when its queue was full.'
  );
}

function divisionText({ observed, expected, pValue }: Split): string {
  const counts = Object.entries(observed).map(([name, count]) => `${name} ${count} for ${Math.round(expected[name]!)}`);
  return `${counts.join(', ')}; by chance ${pValue < 1e-6 ? 'under 1 in a million' : `1 in ${Math.floor(1 / pValue)}`}`;
}
