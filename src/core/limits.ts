import { invalidArgument } from './errors.js';

/** What a finite number can be. Plain data: whoever reads it loads no schema library for it. */
export interface Range {
  readonly min?: number | undefined;
  /** The value is more than this. */
  readonly over?: number | undefined;
  readonly max?: number | undefined;
  /** Only integers. */
  readonly whole?: boolean | undefined;
}

/** A number that users may set. */
export interface Limit extends Range {
  /** null: nothing is bounded unless somebody states the limit. */
  readonly default: number | null;
}

/** Limits by name; each name is unique over a domain. */
export type Limits = Readonly<Record<string, Limit>>;

export type LimitValues<Definitions extends Limits> = {
  readonly [Name in keyof Definitions]: null extends Definitions[Name]['default'] ? number | null : number;
};

/** Whether a value is in range. NaN, infinity and what is no number are in none. */
export function accepts({ min, over, max, whole = false }: Range, value: unknown): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (whole && !Number.isSafeInteger(value)) return false;
  return (
    (min === undefined || value >= min) && (over === undefined || value > over) && (max === undefined || value <= max)
  );
}

/** As errors say it: "an integer of at least 1", "a number over 0 and at most 1". */
export function rangeInWords({ min, over, max, whole = false }: Range): string {
  const kind = whole ? 'an integer' : 'a number';
  if (over !== undefined) return `${kind} over ${over}${max === undefined ? '' : ` and at most ${max}`}`;
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind} of at least ${min}`;
  return max === undefined ? kind : `${kind} of at most ${max}`;
}

export function defaultsOf<Definitions extends Limits>(definitions: Definitions): LimitValues<Definitions> {
  const entries = Object.entries(definitions).map(([name, limit]) => [name, limit.default] as const);
  return Object.fromEntries(entries) as LimitValues<Definitions>;
}

/**
 * A check's own limits out of those of all checks, defaults where nothing is stated.
 * @throws UsageError for a value that its limit does not accept: it would bound nothing
 */
export function ownLimits<Definitions extends Limits>(
  definitions: Definitions,
  stated: Readonly<Record<string, unknown>>,
): LimitValues<Definitions> {
  const entries = Object.entries(definitions).map(([name, limit]) => {
    const value = name in stated ? stated[name] : limit.default;
    const unbounded = value === null && limit.default === null;
    if (!unbounded && !accepts(limit, value)) throw invalidArgument(`limits.${name}`, rangeInWords(limit), value);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as LimitValues<Definitions>;
}
