import type { AlertSettings, Severity } from '../settings.js';
import type { Seen } from '../tally.js';

/**
 * Something that is watched. Its sentences are for somebody who was woken: what it is, how much, and what to do first.
 */
export interface Rule {
  readonly name: string;
  /** As a title begins: "Failure rate". */
  readonly label: string;
  readonly severity: Severity;
  readonly threshold: number;
  readonly unit: 'share' | 'MiB' | 'subjects';
  /** What a message goes into: failed subjects, those that could not be judged, or only how the process does. */
  readonly concerns: 'failures' | 'judgements' | 'process';
  /** How long the value has to be over before anybody is told, ms. */
  readonly pendingMs: number;
  /** null: there is nothing to judge by. */
  value(seen: Seen): number | null;
  isOver(value: number): boolean;
  /** Whether the value is so far below the threshold that the alert may end. */
  isClear(value: number): boolean;
  title(value: number): string;
  /** What was counted, in whole sentences. */
  text(value: number, seen: Seen): string;
  readonly advice: string;
}

/** One file a rule gives one of these; null: it is switched off. */
export type RuleFor = (settings: AlertSettings) => Rule | null;

/**
 * Share of a threshold at which an alert may end. Chance alone moves a rate of 5 % of 500 subjects by one point (its
 * standard deviation), a fifth of it; without that distance an alert would come and go at the threshold.
 */
const CLEAR_SHARE = 0.8;

export const isClearOf = (threshold: number) => (value: number) => value <= threshold * CLEAR_SHARE;
