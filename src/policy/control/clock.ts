export interface Clock {
  /** The calendar's time, ms since 1970. It may be moved, also back. */
  now(): number;
  /** ms that only ever grow. */
  monotone(): number;
}

export const SYSTEM_CLOCK: Clock = { now: () => Date.now(), monotone: () => performance.now() };
