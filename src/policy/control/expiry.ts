import type { ControlEmergency } from '../emergency.js';
import type { Clock } from './clock.js';
import type { ControlFile } from './schema.js';

/**
 * Which emergency of a control file still holds. The calendar says when it ends. A calendar that is moved back would
 * prolong it without end, so it also ends once it has been seen for as long as it was meant to last.
 */
export class Expiry {
  readonly #clock: Clock;
  #seen = '';
  #deadline = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What of the file's emergency holds at this moment; null: none. */
  inForce(file: ControlFile | null): ControlEmergency | null {
    if (!file?.emergency) return null;
    const { reason, by, since, until } = file.emergency;
    if (until === null) return { reason, by, until };
    const end = Date.parse(until);
    const left = end - this.#clock.now();
    const seen = `${file.revision} ${since} ${until}`;
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#deadline = this.#clock.monotone() + Math.min(left, end - Date.parse(since));
    }
    return left > 0 && this.#clock.monotone() < this.#deadline ? { reason, by, until: end } : null;
  }
}
