import type { CheckOutcome, Report } from '../core/report.js';

/** Whether a check has a say in the verdict: one in shadow has none, unless the whole report is only for the record. */
export function doesCount({ mode }: CheckOutcome, report: Pick<Report, 'mode'>): boolean {
  return mode !== 'shadow' || report.mode === 'shadow';
}

const MEANINGS = { off: 'off', shadow: 'in shadow, does not count', alert: 'alert only', enforce: 'enforced' } as const;

/** What a check's own mode means for its outcome; null where its mode is the report's. */
export function checkModeMeaning({ mode }: CheckOutcome, report: Pick<Report, 'mode'>): string | null {
  return mode === undefined || mode === report.mode ? null : MEANINGS[mode];
}

/** The same with who set it. */
export function checkModeText(check: CheckOutcome, report: Pick<Report, 'mode'>): string | null {
  const meaning = checkModeMeaning(check, report);
  return meaning === null || check.modeSource === undefined ? meaning : `${meaning} (${check.modeSource})`;
}

/** Mode of the report, and which setting decided it; the default needs no source beside it. */
export function modeText({ mode, modeSource = 'default' }: Pick<Report, 'mode' | 'modeSource'>): string {
  return modeSource === 'default' ? `${mode} mode` : `${mode} mode (${modeSource})`;
}

/** null outside experiments. */
export function experimentText({ experiment }: Pick<Report, 'experiment'>): string | null {
  return experiment ? `experiment ${experiment.name}, arm ${experiment.arm}` : null;
}
