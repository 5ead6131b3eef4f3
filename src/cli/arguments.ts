import type * as Yaml from 'yaml';
import { invalidArgument, UsageError } from '../core/errors.js';
import { onDemand } from '../core/on-demand.js';
import { didYouMean } from '../config/did-you-mean.js';

/** A parser of `--name VALUE` for commander: a number that `accepts` likes. */
export function numberFor(name: string, expected: string, accepts: (value: number) => boolean) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || !accepts(value)) throw invalidArgument(name, expected, text);
    return value;
  };
}

/** The same for whole numbers, both ends included. */
export function wholeFor(name: string, least: number, most: number) {
  return numberFor(
    name,
    `an integer from ${least} to ${most}`,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );
}

/** Ports have 16 bits; of those a server is given, 0 is any free one. */
export const LAST_PORT = 65_535;

/** A parser of `--name VALUE` for commander: a path, which is never empty. */
export function placeFor(name: string, expected = 'a folder') {
  return (text: string): string => {
    if (text.trim() === '') throw invalidArgument(name, expected, text);
    return text;
  };
}

/** A parser of `--name VALUE` for commander: one of a list. */
export function choiceFor<const Choice extends string>(name: string, choices: readonly Choice[]) {
  return (text: string): Choice => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    const { message } = invalidArgument(name, `one of ${choices.join(', ')}`, text);
    throw new UsageError('invalid_argument', `${message}${didYouMean(text, choices)}`);
  };
}

/** `a,b` as a list, each one of `choices`. */
export function listFor<const Choice extends string>(name: string, choices: readonly Choice[]) {
  const one = choiceFor(name, choices);
  return (text: string): Choice[] => text.split(',').map((part) => one(part.trim()));
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `30s`, `2m`, `12h`, `7d` as whole ms; NaN for everything else. @param bare - the unit of a bare number */
export function durationIn(text: string, bare = ''): number {
  const [, digits, unit = bare] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  return Math.round(Number(digits) * (UNITS_MS[unit] ?? Number.NaN));
}

/**
 * A parser of `--name VALUE` for commander: a time in ms; a bare number is seconds, as for timeout(1).
 * @param least - ms
 */
export function timeFor(name: string, least = 1) {
  return (text: string): number => {
    const ms = durationIn(text, 's');
    // setTimeout fires at once beyond 2^31 - 1 ms
    if (ms >= least && ms <= 2 ** 31 - 1) return ms;
    throw invalidArgument(name, 'a time such as 500ms, 30s or 2m', text);
  };
}

/** `--set FIELD=VALUE`, collected; values are written as in YAML (numbers, true, false, null, text). */
export function assignment(text: string, before: readonly Assignment[] = []): Assignment[] {
  const [, field, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (field === undefined || value === undefined) {
    throw invalidArgument('--set', 'FIELD=VALUE, e.g. limits.fpsTolerance=0.1,', text);
  }
  return [...before, { field, value: scalar(value) }];
}

export interface Assignment {
  readonly field: string;
  readonly value: unknown;
}

const yaml = onDemand<typeof Yaml>('yaml');

function scalar(text: string): unknown {
  try {
    return yaml().parse(text);
  } catch {
    // what YAML cannot read is the text that was written, and its field will say what it expected
    return text;
  }
}
