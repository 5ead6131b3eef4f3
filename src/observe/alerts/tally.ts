import type { Decision } from '../../core/decision.js';
import { SlidingCounts } from './sliding-counts.js';

/** Enough to begin with; the store has them all. */
const EXAMPLES = 3;

/** What rules judge by: counts over the window, and what only the last subjects say. */
export interface Seen {
  readonly windowMinutes: number;
  /** Subjects that got a verdict: pass, warn or fail. */
  readonly judged: number;
  readonly failed: number;
  /** Subjects that were looked at and could not be judged. */
  readonly inconclusive: number;
  /** Subjects, judged or not, that took longer than they may. */
  readonly slow: number;
  /** Failures since the last pass; a subject that could not be judged neither adds to it nor ends it. */
  readonly streak: number;
  /** Resident memory, bytes; null: not read yet. */
  readonly memoryBytes: number | null;
  readonly failedByCheck: SlidingCounts;
  readonly failedByEngine: SlidingCounts;
  readonly inconclusiveByCheck: SlidingCounts;
  /** Paths of the last failed outputs, newest first. */
  readonly examples: readonly string[];
}

/**
 * Counts decisions as they come, in constant memory. What was not looked at does not count at all, and neither does what
 * shadow mode saw: it records only, and nobody is woken for files that nobody was kept from.
 */
export class Tally implements Seen {
  readonly windowMinutes: number;
  readonly #slowOverMs: number;
  readonly #subjects: SlidingCounts;
  readonly failedByCheck: SlidingCounts;
  readonly failedByEngine: SlidingCounts;
  readonly inconclusiveByCheck: SlidingCounts;
  streak = 0;
  memoryBytes: number | null = null;
  examples: readonly string[] = [];

  constructor(windowMinutes: number, slowOverMs: number) {
    const windowMs = windowMinutes * 60_000;
    this.windowMinutes = windowMinutes;
    this.#slowOverMs = slowOverMs;
    this.#subjects = new SlidingCounts(windowMs);
    this.failedByCheck = new SlidingCounts(windowMs);
    this.failedByEngine = new SlidingCounts(windowMs);
    this.inconclusiveByCheck = new SlidingCounts(windowMs);
  }

  get judged(): number {
    return this.#subjects.of('judged');
  }

  get failed(): number {
    return this.#subjects.of('failed');
  }

  get inconclusive(): number {
    return this.#subjects.of('inconclusive');
  }

  get slow(): number {
    return this.#subjects.of('slow');
  }

  advance(now: number): void {
    const all = [this.#subjects, this.failedByCheck, this.failedByEngine, this.inconclusiveByCheck];
    for (const counts of all) counts.advance(now);
  }

  add(now: number, { report, skipped, compression, validationMs, queueWaitMs }: Decision): void {
    this.advance(now);
    if (skipped !== null || report.verdict === 'skipped' || report.mode === 'shadow') return;
    // a queue is not slow validation: degradation and pressproof_queue_wait_seconds look at it
    if (validationMs - (queueWaitMs ?? 0) > this.#slowOverMs) this.#subjects.add(now, 'slow');
    if (report.verdict === 'inconclusive') {
      this.#subjects.add(now, 'inconclusive');
      this.#addChecks(now, report, 'inconclusive', this.inconclusiveByCheck);
      return;
    }
    this.#subjects.add(now, 'judged');
    if (report.verdict !== 'fail') {
      this.streak = 0;
      return;
    }
    this.streak += 1;
    this.#subjects.add(now, 'failed');
    this.#addChecks(now, report, 'failed', this.failedByCheck);
    if (compression) this.failedByEngine.add(now, compression.engine);
    const path = (report.subject.output ?? report.subject.file)?.path ?? null;
    if (path !== null) this.examples = [path, ...this.examples.filter((known) => known !== path)].slice(0, EXAMPLES);
  }

  #addChecks(now: number, { checks }: Decision['report'], outcome: string, counts: SlidingCounts): void {
    // a check in shadow has no part in the verdict
    for (const check of checks) if (check.outcome === outcome && check.mode !== 'shadow') counts.add(now, check.id);
  }
}
