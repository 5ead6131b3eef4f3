import type { Pace } from './alternate.js';
import { AbsentError, type Contestant } from './contestant.js';
import type { TestFiles } from './files/index.js';
import type { Measurement, NotMeasured, Outcome } from './measurement.js';
import { say } from './progress.js';
import type { Snapshot } from './snapshot.js';

/** What every group works with. */
export interface Context {
  readonly files: TestFiles;
  readonly snapshot: Snapshot;
  readonly pace: Pace;
  /** Whether the figures of a group on a file are wanted (--only, --quick). */
  readonly wants: (group: string, file: string) => boolean;
}

/** Figures that are taken together. */
export type Group = (context: Context) => Promise<Outcome>;

/** Gathers what a group measures and what it cannot. */
export class Findings implements Outcome {
  readonly measurements: Measurement[] = [];
  readonly notMeasured: NotMeasured[] = [];

  add(measurement: Measurement): void {
    this.measurements.push(measurement);
  }

  /**
   * What is absent is named and left out; any other error is the bench's own and ends it.
   * @returns null when it is absent
   */
  async attempt<T>(id: string, work: () => Promise<T> | T): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AbsentError)) throw error;
      this.notMeasured.push({ id, reason: error.message });
      say(`${id}: not measured: ${error.message}`);
      return null;
    }
  }
}

/** Ends all, also after an error. */
export async function endAll(contestants: readonly (Contestant | null)[]): Promise<void> {
  for (const contestant of contestants) await contestant?.end();
}
