import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from './fault.js';

/** As the SDK: three attempts. */
const ATTEMPTS = 3;

/** ms before the second attempt; the SDK's base. */
const FIRST_PAUSE = 100;

/** The SDK tries requests again, but no bodies that are streams: those it cannot begin anew. */
export async function transfer<T>(attempt: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count === ATTEMPTS || !isPassing(error) || signal?.aborted === true) throw error;
      // up to twice as long, so that many workers do not come back at once
      await pause(FIRST_PAUSE * 2 ** (count - 1) * (1 + Math.random()), undefined, { signal });
    }
  }
}
