import type { SubjectRow } from './experiment.js';
import { Histogram } from './histogram.js';
import { Moments } from './moments.js';

/** All that is kept of an arm's subjects: sums, whose size does not grow with them. */
export class ArmTally {
  subjects = 0;
  lookedAt = 0;
  failed = 0;
  inconclusive = 0;
  /** Subjects whose file was to be published, and those of them whose file was not. */
  toPublish = 0;
  rejected = 0;
  inputBytes = 0;
  outputBytes = 0;
  /** Of subjects that were looked at, ms. */
  readonly addedMs = new Moments();
  readonly addedTimes = new Histogram();
  readonly validationMs = new Moments();
  readonly compressionMs = new Moments();
  /** Bytes of the output over those of its original, a subject each. */
  readonly outputRatio = new Moments();

  add(row: SubjectRow): void {
    const { verdict, action, compressionMs } = row;
    this.subjects += 1;
    if (action !== null) this.toPublish += 1;
    if (action === 'reject') this.rejected += 1;
    if (compressionMs !== null) this.compressionMs.add(compressionMs);
    this.#addBytes(row);
    if (verdict === 'skipped') return;
    this.lookedAt += 1;
    if (verdict === 'fail') this.failed += 1;
    if (verdict === 'inconclusive') this.inconclusive += 1;
    this.addedMs.add(row.addedMs);
    this.addedTimes.add(row.addedMs);
    this.validationMs.add(row.validationMs);
  }

  #addBytes({ inputBytes, outputBytes }: SubjectRow): void {
    if (inputBytes === null || outputBytes === null || inputBytes === 0) return;
    this.inputBytes += inputBytes;
    this.outputBytes += outputBytes;
    this.outputRatio.add(outputBytes / inputBytes);
  }
}
