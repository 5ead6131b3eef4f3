/** Subjects that arrive at random at workers that each take one at a time. */
export interface Load {
  /** Arrivals a second. */
  readonly perSecond: number;
  /** Mean time that a worker has a subject, s. */
  readonly serviceSeconds: number;
  /** Variance of that time over its mean squared: 0 all alike, 1 exponential. */
  readonly variability: number;
}

export interface Waiting {
  /** Share of the time that a worker is busy; 1 and more: the queue grows without end. */
  readonly utilisation: number;
  /** Share of subjects that wait at all. */
  readonly waits: number;
  /** What 95 of 100 subjects wait at most, s; null: the queue grows without end. */
  readonly p95Seconds: number | null;
}

const P = 0.05;

/**
 * The wait for one of several workers: Erlang's C formula (Erlang 1917) for who waits, and the wait of M/M/c scaled by
 * (1 + variability) / 2 for times that are not exponential (Lee and Longton 1959; exact for one worker:
 * Pollaczek-Khinchine). An approximation, within some per cent of the mean where workers are busy.
 */
export function waitingFor(workers: number, { perSecond, serviceSeconds, variability }: Load): Waiting {
  const offered = perSecond * serviceSeconds;
  const utilisation = offered / workers;
  if (utilisation >= 1) return { utilisation, waits: 1, p95Seconds: null };
  const waits = erlangC(workers, offered);
  const spare = workers / serviceSeconds - perSecond;
  // who waits does so exponentially in M/M/c
  const p95Seconds = waits <= P ? 0 : (Math.log(waits / P) / spare) * ((1 + variability) / 2);
  return { utilisation, waits, p95Seconds };
}

/**
 * Probability that all servers are busy, by the recursion of Erlang's B formula, which neither overflows nor cancels.
 * @param offered - mean number of busy servers, below `servers`
 */
export function erlangC(servers: number, offered: number): number {
  if (offered === 0) return 0;
  let blocked = 1;
  for (let server = 1; server <= servers; server += 1) blocked = (offered * blocked) / (server + offered * blocked);
  return blocked / (1 - (offered / servers) * (1 - blocked));
}
