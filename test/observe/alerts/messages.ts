import type { AlertMessage } from '../../../src/observe/alerts/message.js';

/** A message of a rule that fires, with what a test changes. */
export function message(more: Partial<AlertMessage> = {}): AlertMessage {
  return {
    schemaVersion: 1,
    id: 'i.failureRate.1.firing',
    alert: 'i.failureRate.1',
    state: 'firing',
    name: 'failureRate',
    severity: 'high',
    title: 'Failure rate 8 %, limit 5 %',
    text: '12 of 150 subjects that could be judged failed in the last 10 minutes (8 %). 6 more could not be judged.',
    advice: 'Look at the check.',
    at: '2026-01-02T03:04:05.000Z',
    firingForMs: 0,
    rule: { value: 0.08, threshold: 0.05, unit: 'share' },
    counts: {
      windowMinutes: 10,
      subjects: 156,
      failed: 12,
      inconclusive: 6,
      slow: 2,
      checks: [
        { check: 'frame_count', subjects: 9 },
        { check: 'quality_degradation', subjects: 5 },
      ],
      engines: [{ engine: 'gifsicle', subjects: 10 }],
    },
    mode: 'alert',
    source: { host: 'press-1', pid: 42, version: '0.1.0', environment: 'production' },
    missed: { heldBack: 0, undelivered: 0 },
    ...more,
  };
}
