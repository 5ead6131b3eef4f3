import type { CheckOutcome, Report } from '../core/report.js';

/** Whether a check has a say in the verdict: one in shadow has none, unless the whole report is only for the record. */
export function doesCount({ mode }: CheckOutcome, report: Pick<Report, 'mode'>): boolean {
  return mode !== 'shadow' || report.mode === 'shadow';
}

/** What a check's own mode means for its outcome, and who set it; null where its mode is the report's. */
export function checkModeText({ mode, modeSource }: CheckOutcome, report: Pick<Report, 'mode'>): string | null {
  if (mode === undefined || mode === report.mode) return null;
  const meaning = { off: 'off', shadow: 'in shadow, does not count', alert: 'alert only', enforce: 'enforced' }[mode];
  return modeSource === undefined ? meaning : `${meaning} (${modeSource})`;
}

/** Mode of the report, and which setting decided it; the default needs no source beside it. */
export function modeText({ mode, modeSource = 'default' }: Pick<Report, 'mode' | 'modeSource'>): string {
  return modeSource === 'default' ? `${mode} mode` : `${mode} mode (${modeSource})`;
}

/** null outside experiments. */
export function experimentText({ experiment }: Pick<Report, 'experiment'>): string | null {
  return experiment ? `experiment ${experiment.name}, arm ${experiment.arm}` : null;
}
