import type { Decision } from '../../core/decision.js';
import type { Mode } from '../../core/modes.js';
import { verdictOf, type Outcome, type Verdict } from '../../core/outcome.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import type { Breach, DemotionSettings } from './breach.js';
import type { ModeTarget } from './target.js';
import { Watch } from './watch.js';

/** A mode that has to become milder. */
export interface DemotionCall {
  readonly target: ModeTarget;
  readonly from: Mode;
  readonly to: Mode;
  /** One sentence. */
  readonly reason: string;
  /** Checks of the suite with modes of their own, which have to stay when the suite's changes; none for a check. */
  readonly keep: ReadonlyMap<string, Mode>;
}

export interface DemotionOptions {
  readonly settings: DemotionSettings;
  /** Monotone time, ms. */
  readonly now: () => number;
  /** Called at most once a breach. It must not throw and must return at once. */
  readonly demote: (call: DemotionCall) => void;
}

/**
 * Watches decisions for modes that fail too much, by check and by suite, in sliding windows of constant memory. The
 * narrowest remedy comes first: checks that account for a breach by themselves become milder and the others stay; the
 * suite does where no check does, or all do. After a call everything of the suite is counted anew, and what was called
 * out is not called out again until its new mode has shown, or a whole window has passed without that.
 */
export class Demotion {
  readonly #options: DemotionOptions;
  readonly #watches = new Map<string, Watch>();

  constructor(options: DemotionOptions) {
    this.#options = options;
  }

  accept({ report }: Pick<Decision, 'report'>): void {
    if (!this.#options.settings.enabled || report.verdict === 'skipped') return;
    const now = this.#options.now();
    const judged = report.checks.filter(({ outcome }) => outcome !== 'skipped');
    const modes = new Set(judged.length === 0 ? [report.mode] : judged.map((check) => check.mode ?? report.mode));
    this.#watch({ suite: report.suite, check: null }).seenIn(modes);
    for (const mode of modes) {
      const checks = judged.filter((check) => (check.mode ?? report.mode) === mode);
      this.#count(now, mode, checks, report);
      this.#judge(now, mode, report);
    }
  }

  /** @param checks - those with this mode; none: no check could look at anything, which is the suite's */
  #count(now: number, mode: Mode, checks: readonly CheckOutcome[], { suite, verdict }: Report): void {
    const speaking: Outcome[] = [];
    for (const { id, outcome } of checks) {
      const watch = this.#watch({ suite, check: id });
      watch.seenIn(new Set([mode]));
      watch.count(now, mode, outcome);
      // a check whose mode is about to change no longer speaks for its suite
      if (!watch.rests(now, mode)) speaking.push(outcome);
    }
    if (checks.length > 0 && speaking.length === 0) return;
    const outcome = OUTCOME[checks.length === 0 ? verdict : verdictOf(speaking)];
    this.#watch({ suite, check: null }).count(now, mode, outcome);
  }

  #judge(now: number, mode: Mode, report: Report): void {
    const { suite } = report;
    const whole = this.#watch({ suite, check: null });
    if (whole.rests(now, mode)) return;
    const inWhole = whole.breach(now, mode);
    const of = whole.subjects(now, mode);
    const checks = this.#watchesOf(suite).filter((watch) => watch !== whole && watch.subjects(now, mode) > 0);
    const broken = checks.flatMap((watch) => {
      const breach = watch.breach(now, mode) ?? (inWhole && watch.breach(now, mode, of));
      return breach ? [{ watch, breach }] : [];
    });
    const isSingle = broken.length > 0 && (broken.length < checks.length || checks.length === 1);
    if (isSingle) this.#call(now, mode, broken, report);
    else if (inWhole) this.#call(now, mode, [{ watch: whole, breach: inWhole }], report);
  }

  #call(now: number, from: Mode, broken: readonly Broken[], report: Report): void {
    for (const watch of this.#watchesOf(report.suite)) watch.forget();
    for (const { watch, breach } of broken) {
      watch.callOut(now, from);
      const keep = watch.target.check === null ? othersThan(from, report) : new Map<string, Mode>();
      this.#options.demote({ target: watch.target, from, ...breach, keep });
    }
  }

  #watchesOf(suite: string): Watch[] {
    return [...this.#watches.values()].filter(({ target }) => target.suite === suite);
  }

  #watch(target: ModeTarget): Watch {
    const key = `${target.suite} ${target.check ?? ''}`;
    let watch = this.#watches.get(key);
    if (!watch) this.#watches.set(key, (watch = new Watch(target, this.#options.settings)));
    return watch;
  }
}

interface Broken {
  readonly watch: Watch;
  readonly breach: Breach;
}

const OUTCOME: Readonly<Record<Verdict, Outcome>> = {
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  inconclusive: 'inconclusive',
  skipped: 'skipped',
};

function othersThan(mode: Mode, report: Report): Map<string, Mode> {
  const own = report.checks.map(({ id, mode: stated = report.mode }) => [id, stated] as const);
  return new Map(own.filter(([, stated]) => stated !== mode));
}
