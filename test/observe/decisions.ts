import type { CompressionRecord, Decision } from '../../src/core/decision.js';
import type { LiveState } from '../../src/core/state.js';
import { report } from '../report/samples.js';

export function compression(more: Partial<CompressionRecord> = {}): CompressionRecord {
  return {
    engine: 'gifsicle',
    engineVersion: '1.96',
    parameters: { colors: 32 },
    durationMs: 80,
    inputBytes: 10_000,
    outputBytes: 4_000,
    ...more,
  };
}

/** A compression that was looked at and published, with what a test changes. */
export function decision(more: Partial<Decision> = {}): Decision {
  return {
    id: '3b241101-e2bb-4255-8caf-4136c566a962',
    at: Date.UTC(2026, 0, 2, 3, 4, 5),
    report: report(),
    action: 'publish',
    skipped: null,
    compression: compression(),
    arm: null,
    sampleRate: 1,
    degradation: 'normal',
    validationMs: 40,
    queueWaitMs: 2,
    addedMs: 41,
    ...more,
  };
}

export function liveState(more: Partial<LiveState> = {}): LiveState {
  return {
    mode: 'alert',
    modeSource: 'default',
    sampleRate: 1,
    degradation: 'normal',
    emergency: { disabled: false, reason: null, until: null },
    control: null,
    queueDepth: 0,
    memoryBytes: 2 ** 27,
    problems: [],
    ...more,
  };
}
