import { reasonOf } from '../../core/errors.js';

/** Whether an error of Redis passes by itself, or when somebody sees to it: it is full, starts, or changes its roles. */
export function isPassing(error: unknown): boolean {
  return /^(OOM|MISCONF|READONLY|LOADING|BUSY|CLUSTERDOWN|MASTERDOWN|UNBLOCKED|TRYAGAIN)\b|Connection is closed/.test(
    reasonOf(error),
  );
}

/** Waits for work, but no longer than this; what is left of it goes by itself, or is found by who comes next. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
