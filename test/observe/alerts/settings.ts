import type { AlertSettings, RuleSettings } from '../../../src/observe/alerts/settings.js';

const OFF: RuleSettings = {
  failureRate: { over: null, severity: 'high' },
  slowRate: { over: null, slowOverMs: 100, severity: 'medium' },
  inconclusiveRate: { over: null, severity: 'medium' },
  memoryMiB: { over: null, severity: 'medium' },
  consecutiveFailures: { atLeast: null, severity: 'high' },
};

/** The defaults of the configuration with no channel, and with no rule but those stated. */
export function settings(rules: Partial<RuleSettings>, more: Partial<AlertSettings> = {}): AlertSettings {
  return {
    channels: [],
    windowMinutes: 10,
    minSubjects: 20,
    repeatMinutes: 60,
    resolveMinutes: 5,
    maxPerHour: 30,
    rules: { ...OFF, ...rules },
    ...more,
  };
}
