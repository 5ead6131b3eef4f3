import { performance } from 'node:perf_hooks';
import type { Decision } from '../core/decision.js';
import { reasonOf } from '../core/errors.js';
import type { LiveState } from '../core/state.js';
import { settingsFor } from '../guard/plan/settings.js';
import { storeProblems } from '../guard/record/sinks.js';
import { liveState } from '../guard/record/state.js';
import { VERSION } from '../guard/tool.js';
import { Tally } from '../observe/alerts/tally.js';
import type { Settings } from '../config/index.js';
import { healthReasons } from './health-reasons.js';
import type { Health } from './schemas/answer.js';

/** What of the server its health depends on. */
export interface ServerLoad {
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly stopping: boolean;
}

/** Watches the decisions of this process, as alerts do, and says how it does. */
export class HealthWatch {
  readonly #load: () => ServerLoad;
  readonly #shown: (text: string) => string;
  readonly #started = performance.now();
  #tally: Tally;
  #slowOverMs: number;

  /** @param shown - what of a text may be told */
  constructor({ alerts }: Settings, load: () => ServerLoad, shown: (text: string) => string) {
    this.#slowOverMs = alerts.rules.slowRate.slowOverMs;
    this.#tally = new Tally(alerts.windowMinutes, this.#slowOverMs);
    this.#load = load;
    this.#shown = shown;
  }

  get stopping(): boolean {
    return this.#load().stopping;
  }

  observe(decision: Decision): void {
    this.#tally.add(performance.now(), decision);
  }

  now(): Health {
    const found = settingsNow();
    const load = this.#load();
    const { rss } = process.memoryUsage();
    const seen = this.#seen(found.settings);
    seen.memoryBytes = rss;
    const reasons = healthReasons({ ...found, ...load, seen, storeProblems: storeProblems() });
    const { state } = found;
    return {
      status: reasons[0]?.status ?? 'healthy',
      reasons: reasons.map((reason) => ({ ...reason, detail: this.#shown(reason.detail) })),
      mode: state?.mode ?? null,
      modeSource: state && this.#shown(state.modeSource),
      sampleRate: state?.sampleRate ?? null,
      degradation: state?.degradation ?? null,
      emergency: state && {
        disabled: state.emergency.disabled,
        reason: state.emergency.reason && this.#shown(state.emergency.reason),
        until: state.emergency.until === null ? null : new Date(state.emergency.until).toISOString(),
      },
      recent: {
        windowMinutes: seen.windowMinutes,
        judged: seen.judged,
        failed: seen.failed,
        inconclusive: seen.inconclusive,
        slow: seen.slow,
        consecutiveFailures: seen.streak,
      },
      inFlight: load.inFlight,
      maxInFlight: load.maxInFlight,
      queueDepth: state?.queueDepth ?? null,
      memoryBytes: rss,
      uptimeSeconds: Math.round((performance.now() - this.#started) / 100) / 10,
      version: VERSION,
    };
  }

  /** Counts begin anew where what is counted changes; without settings they go on as they were. */
  #seen(settings: Settings | null): Tally {
    if (settings) {
      const { windowMinutes, rules } = settings.alerts;
      const { slowOverMs } = rules.slowRate;
      if (windowMinutes !== this.#tally.windowMinutes || slowOverMs !== this.#slowOverMs) {
        this.#tally = new Tally(windowMinutes, slowOverMs);
        this.#slowOverMs = slowOverMs;
      }
    }
    this.#tally.advance(performance.now());
    return this.#tally;
  }
}

export interface Found {
  readonly state: LiveState | null;
  readonly settings: Settings | null;
  /** Why there are none. */
  readonly unreadable: string | null;
}

function settingsNow(): Found {
  try {
    return { settings: settingsFor({}, process.env).settings, state: liveState(), unreadable: null };
  } catch (error) {
    return { settings: null, state: null, unreadable: reasonOf(error) };
  }
}
