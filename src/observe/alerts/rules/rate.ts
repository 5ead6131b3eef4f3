import { percent, since } from '../words.js';
import type { AlertSettings, RateSettings } from '../settings.js';
import type { Seen } from '../tally.js';
import { isClearOf, type Rule } from './rule.js';

interface RateRule {
  readonly name: string;
  readonly label: string;
  readonly settings: RateSettings;
  readonly concerns: Rule['concerns'];
  readonly advice: string;
  count(seen: Seen): number;
  outOf(seen: Seen): number;
  /** What the counted ones did, e.g. "failed". */
  readonly did: string;
  /** What else is to be known, one sentence; '' where there is nothing. */
  beside?(seen: Seen): string;
}

/** A share of the subjects in the window; nothing to judge by below `minSubjects` of them. */
export function rateRule({ minSubjects }: AlertSettings, rate: RateRule): Rule | null {
  const { over, severity } = rate.settings;
  if (over === null) return null;
  return {
    name: rate.name,
    label: rate.label,
    severity,
    threshold: over,
    unit: 'share',
    concerns: rate.concerns,
    // the window is patience enough
    pendingMs: 0,
    value(seen) {
      const subjects = rate.outOf(seen);
      return subjects < minSubjects ? null : rate.count(seen) / subjects;
    },
    isOver: (value) => value > over,
    isClear: isClearOf(over),
    title: (value) => `${rate.label} ${percent(value)}, limit ${percent(over)}`,
    text(value, seen) {
      const counted = `${rate.count(seen)} of ${rate.outOf(seen)} subjects ${rate.did} in the last ${since(seen.windowMinutes)} (${percent(value)}).`;
      return [counted, rate.beside?.(seen) ?? ''].filter((sentence) => sentence !== '').join(' ');
    },
    advice: rate.advice,
  };
}
