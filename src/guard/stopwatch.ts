import { performance } from 'node:perf_hooks';

export interface Timed<T> {
  readonly value: T;
  /** By a monotone clock. */
  readonly ms: number;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const elapsed = stopwatch();
  const value = await work();
  return { value, ms: elapsed() };
}

/** ms since it was made, whatever the calendar does. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
