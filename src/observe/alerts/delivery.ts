/** Why a channel did not take a message. Its text holds no secret: no address with its path, no password, no header. */
export class DeliveryError extends Error {
  /** Whether the same message could be taken later. */
  readonly retryable: boolean;
  /** What the receiver asked for, ms; null: nothing. */
  readonly retryAfterMs: number | null;

  constructor(message: string, retryable: boolean, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeliveryError';
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** How long and how often a message is tried. Injectable, for tests in less than minutes. */
export interface Attempts {
  /** Per attempt, ms. */
  readonly timeoutMs: number;
  /** Altogether. */
  readonly most: number;
  /** Before the second one, ms; four times as long before each further one. */
  readonly firstPauseMs: number;
  /** What a receiver may ask us to wait, ms; what it asks beyond is not granted. */
  readonly longestPauseMs: number;
}

export const ATTEMPTS: Attempts = {
  timeoutMs: 10_000,
  // pauses of 1, 4, 16 and 64 s: a receiver that restarts is waited for, one that is gone is given up within minutes
  most: 5,
  firstPauseMs: 1000,
  // beyond five minutes an alert is history
  longestPauseMs: 300_000,
};

/**
 * Exponential back-off with jitter (half of the pause is drawn), so that a fleet does not return all at once.
 * @param failed - attempts that have failed so far, at least 1
 * @param draw - 0 to 1
 */
export function pauseAfter(failed: number, error: DeliveryError, attempts: Attempts, draw: number): number {
  const backOff = attempts.firstPauseMs * 4 ** (failed - 1) * (0.5 + draw / 2);
  return Math.min(Math.max(backOff, error.retryAfterMs ?? 0), attempts.longestPauseMs);
}

/** Retry-After of RFC 9110 section 10.2.3, seconds or a date, in ms; null where it says neither. */
export function retryAfterMs(header: string | undefined, calendarNow: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  // the only zone of an HTTP date; what else Date reads as one is a guess
  const date = header.endsWith(' GMT') ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - calendarNow);
}
