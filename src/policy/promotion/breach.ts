import type { Mode } from '../../core/modes.js';
import { inPercent } from './percent.js';
import { targetText, type ModeTarget } from './target.js';

/** When a mode falls back by itself: `promotion.demote` of the configuration. */
export interface DemotionSettings {
  readonly enabled: boolean;
  readonly windowMinutes: number;
  /** Subjects in the window at least. */
  readonly minSubjects: number;
  /** Shares, 0 to 1, over which it falls back. */
  readonly overFailureRate: number;
  readonly overInconclusiveRate: number;
}

/** Subjects of the window in the present mode. */
export interface WindowCounts {
  readonly subjects: number;
  readonly failed: number;
  readonly inconclusive: number;
}

export interface Breach {
  /** One step milder. */
  readonly to: Mode;
  /** One sentence. */
  readonly reason: string;
}

/** From what to what a mode falls back. Shadow cannot harm anybody, and off is for people to decide. */
const MILDER: Readonly<Partial<Record<Mode, Mode>>> = { enforce: 'alert', alert: 'shadow' };

/** Whether a mode has to become one step milder, since so much failed that the validator itself is in doubt; null: no. */
export function judgeBreach(
  target: ModeTarget,
  mode: Mode,
  { subjects, failed, inconclusive }: WindowCounts,
  settings: DemotionSettings,
): Breach | null {
  const to = MILDER[mode];
  if (!settings.enabled || to === undefined || subjects === 0 || subjects < settings.minSubjects) return null;
  const because = (count: number, what: string, limit: number) => ({
    to,
    reason:
      `${count} of ${subjects} subjects in the last ${settings.windowMinutes} minutes ${what} by ${targetText(target)} ` +
      `in ${mode} (${inPercent(count / subjects)}), over the limit of ${inPercent(limit)}`,
  });
  if (failed / subjects > settings.overFailureRate) return because(failed, 'failed', settings.overFailureRate);
  if (inconclusive / subjects > settings.overInconclusiveRate)
    return because(inconclusive, 'were left inconclusive', settings.overInconclusiveRate);
  return null;
}
