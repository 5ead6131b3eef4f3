import type { ResultRow } from '../../src/batch/results/row.js';

/** 32 hex digits. */
export function keyOf(ordinal: number): string {
  return ordinal.toString(16).padStart(32, '0');
}

/** A compression that passed, with what a test changes. */
export function resultRow(more: Partial<ResultRow> = {}): ResultRow {
  const { ordinal = 0 } = more;
  return {
    schemaVersion: 1,
    item: keyOf(ordinal),
    ordinal,
    job: 'compress',
    input: `/in/${ordinal}.gif`,
    name: `${ordinal}.gif`,
    inputBytes: 10_000,
    inputSha256: 'a'.repeat(64),
    recipe: 'gifsicle colors=32',
    engine: 'gifsicle',
    engineVersion: '1.96',
    operation: 'color_reduction',
    parameters: { colors: 32 },
    expectation: { colors: 32 },
    output: `/run/outputs/gifsicle-colors-32/${ordinal}.gif`,
    outputBytes: 4_000,
    outputSha256: 'b'.repeat(64),
    sizeRatio: 0.4,
    status: 'pass',
    published: true,
    failedChecks: [],
    otherChecks: [],
    reason: null,
    errorCode: null,
    failedStage: null,
    mode: 'alert',
    coverage: 'full',
    framesCompared: 12,
    framesTotal: 12,
    inputFrames: 12,
    outputFrames: 12,
    outputColors: 32,
    ssimMean: 0.99,
    ssimMin: 0.98,
    deltaEMax: 3,
    gmsdMax: 0.05,
    compressMs: 40,
    validateMs: 20,
    attempts: 1,
    worker: 'here 1',
    finishedAt: '2026-01-02T03:04:05.000Z',
    decision: null,
    ...more,
  };
}
