import type { Decision } from '../../core/decision.js';
import type { Mode } from '../../core/modes.js';
import { verdictOf, type Outcome, type Verdict } from '../../core/outcome.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import type { DemotionSettings } from './breach.js';
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
 * narrowest remedy comes first: checks that are in breach by themselves become milder and the others stay; the suite
 * does where no check is, or all are. What was called out is not called out again until its new mode has filled a window
 * of its own, or until a whole window has passed in the old one, which means that the change had no effect.
 */
export class Demotion {
  readonly #options: DemotionOptions;
  readonly #watches = new Map<string, Watch>();

  constructor(options: DemotionOptions) {
    this.#options = options;
  }

  accept({ report }: Pick<Decision, 'report'>): void {
    if (!this.#options.settings.enabled || report.verdict === 'skipped') return;
    const judged = report.checks.filter(({ outcome }) => outcome !== 'skipped');
    const modes = new Set(judged.map((check) => check.mode ?? report.mode));
    // what no check could look at is the suite's
    if (judged.length === 0) this.#weigh(report, report.mode, [], OUTCOME[report.verdict]);
    for (const mode of modes) {
      const checks = judged.filter((check) => (check.mode ?? report.mode) === mode);
      this.#weigh(report, mode, checks, 'passed');
    }
  }

  /** @param checks - those with this mode. @param otherwise - what it came to where there are none */
  #weigh(report: Report, mode: Mode, checks: readonly CheckOutcome[], otherwise: Outcome): void {
    const now = this.#options.now();
    const { suite } = report;
    const whole = this.#watch({ suite, check: null });
    const watched = checks.map(({ id, outcome }) => ({ watch: this.#watch({ suite, check: id }), outcome }));
    for (const { watch, outcome } of watched) watch.count(now, mode, outcome);
    // a check whose mode is about to change no longer speaks for its suite
    const speaking = watched.filter(({ watch }) => !watch.rests(now, mode));
    if (checks.length > 0 && speaking.length === 0) return;
    const verdict = verdictOf(speaking.map(({ outcome }) => outcome));
    whole.count(now, mode, checks.length === 0 ? otherwise : OUTCOME[verdict]);
    const broken = speaking.filter(({ watch }) => watch.breach(now, mode) !== null);
    const single = broken.length > 0 && (broken.length < speaking.length || speaking.length === 1);
    for (const watch of single ? broken.map((one) => one.watch) : [whole]) this.#callOut(now, watch, mode, report);
    if (single) whole.forget();
  }

  #callOut(now: number, watch: Watch, from: Mode, report: Report): void {
    const breach = watch.breach(now, from);
    if (breach === null) return;
    watch.callOut(now, from);
    const { target } = watch;
    const isSuite = target.check === null;
    if (isSuite) for (const { id } of report.checks) this.#watch({ ...target, check: id }).forget();
    this.#options.demote({ target, from, ...breach, keep: isSuite ? othersThan(from, report) : new Map() });
  }

  #watch(target: ModeTarget): Watch {
    const key = `${target.suite} ${target.check ?? ''}`;
    let watch = this.#watches.get(key);
    if (!watch) this.#watches.set(key, (watch = new Watch(target, this.#options.settings)));
    return watch;
  }
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
