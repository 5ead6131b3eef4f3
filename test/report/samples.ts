import { fc } from '@fast-check/vitest';
import type { Json } from '../../src/core/check.js';
import { OUTCOMES, VERDICTS } from '../../src/core/outcome.js';
import { COVERAGE_LEVELS, MODES, type CheckOutcome, type Report } from '../../src/core/report.js';
import type { RenderInput, Rule } from '../../src/report/render.js';

export const GENERATED_AT = '2026-01-02T03:04:05.000Z';

export function check(id: string, outcome: CheckOutcome['outcome'], more: Partial<CheckOutcome> = {}): CheckOutcome {
  return { id, category: 'structure', outcome, message: `${id} says ${outcome}`, durationMs: 1.5, ...more };
}

/** A report on an image pair that passed, with what a test changes. */
export function report(more: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'pressproof', version: '0.1.0' },
    suite: 'image',
    subject: {
      kind: 'image-pair',
      original: { path: 'in/a.gif', bytes: 10_000, sha256: 'a'.repeat(64) },
      output: { path: 'out/a.gif', bytes: 4_000, sha256: 'b'.repeat(64) },
    },
    operation: 'color_reduction',
    expectation: { colors: 32 },
    mode: 'alert',
    verdict: 'pass',
    coverage: { level: 'full', framesCompared: 12, framesTotal: 12 },
    checks: [check('file_integrity', 'passed'), check('frame_count', 'passed')],
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 35.2,
    ...more,
  };
}

export function pair(name: string, original: number | null, output: number | null): Report['subject'] {
  return {
    kind: 'image-pair',
    original: { path: `in/${name}`, bytes: original, sha256: null },
    output: { path: `out/${name}`, bytes: output, sha256: null },
  };
}

export const tooManyColors: CheckOutcome = check('color_count', 'failed', {
  category: 'colour',
  message: '50 distinct colours over all frames, at most 37 were asked for',
  expected: { max: 37 },
  actual: { union: 50, maxPerFrame: 22 },
  details: { originalUnion: 200 },
});

export const failing = report({
  subject: pair('colours.gif', 10_000, 1_000),
  verdict: 'fail',
  checks: [check('file_integrity', 'passed'), tooManyColors, check('transparency', 'skipped')],
});
export const warning = report({
  subject: pair('same.gif', 10_000, 11_000),
  verdict: 'warn',
  checks: [check('file_integrity', 'passed'), check('size_reduction', 'warned')],
});
export const unmeasured = report({
  subject: pair('huge.gif', 10_000, 5_000),
  verdict: 'inconclusive',
  checks: [check('file_integrity', 'passed'), check('quality_degradation', 'inconclusive')],
});
/** As it is when one check is on trial while the others enforce: what it finds concerns nobody yet. */
export const onTrial = report({
  id: '5a3f0c1e-8a51-4b7e-9d0c-1f2e3d4c5b6a',
  mode: 'enforce',
  modeSource: 'file pressproof.yaml',
  experiment: { name: 'colours', arm: 'treatment' },
  coverage: {
    level: 'structural',
    framesCompared: 0,
    framesTotal: 12,
    couldOverturn: true,
    reason: 'the pictures were not looked at',
    limitedBy: 'degradation: structural',
  },
  checks: [
    check('file_integrity', 'passed'),
    { ...tooManyColors, mode: 'shadow', modeSource: 'file pressproof.yaml' },
    check('fps', 'passed', { mode: 'alert' }),
  ],
});
/** What a dead worker leaves: a verdict without any check. */
export const unexamined = report({
  subject: pair('killer.gif', 10_000, null),
  verdict: 'inconclusive',
  reason: 'The worker ran out of memory',
  checks: [],
});
export const notLookedAt = report({
  subject: pair('off.gif', 10_000, 5_000),
  verdict: 'skipped',
  mode: 'off',
  reason: 'The mode is off',
  checks: [],
});
export const passing = report();

export const everyKind: readonly Report[] = [passing, failing, warning, unmeasured, unexamined, notLookedAt];

export const rules: readonly Rule[] = ['file_integrity', 'color_count', 'size_reduction'].map((id) => ({
  id,
  category: 'structure',
  docs: { summary: `${id} holds.`, explain: `How ${id} judges.`, remedy: `What to do about ${id}.` },
}));

export function input(reports: readonly Report[], more: Partial<RenderInput> = {}): RenderInput {
  return { reports, title: 'Proof of samples', generatedAt: GENERATED_AT, rules, ...more };
}

/** Columns as quality_degradation gives them, with one ruined frame. */
export const judgedQuality: CheckOutcome = check('quality_degradation', 'failed', {
  category: 'quality',
  message: 'Frame at 300 ms has SSIM 0.42, at least 0.7 is asked for',
  expected: { minSsim: 0.7, minMeanSsim: 0.8, maxDeltaE: 10, maxDeltaEP95: 14 },
  actual: { minSsim: 0.42 },
  details: {
    frames: { timeMs: [0, 100, 200, 300, 400], ssim: [1, 0.98, null, 0.42, 0.97], deltaE: [0, 1.2, 1.1, 24.5, 1.3] },
  },
});

/** Text that breaks careless writers: markup, controls, separators, lone surrogates. */
export const nasty = fc.oneof(
  fc.constantFrom(
    ']]>',
    '</script><script>alert(1)</script>',
    '<!--',
    '-->',
    '&amp;',
    '\u2028\u2029',
    '\u0000\u0007\u001b[31m',
    '\ud800',
    '\uffff',
    'a|b`c`\r\n| --- |',
    '"\'><img src=x onerror=alert(1)>',
    '${1}`',
    '../../ä ö?#%.gif',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", '`', '|', '\\', ']', '/', '!', '-', '\u0000', '\n', '\ud800'),
    maxLength: 12,
  }),
);

/** Read back, because JSON has no -0. */
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'binary' })
  .map((value): Json => JSON.parse(JSON.stringify(value)));
const fileRef = fc.record({
  path: fc.option(nasty),
  bytes: fc.option(fc.nat()),
  sha256: fc.constantFrom(null, 'c'.repeat(64)),
});
const time = fc.double({ min: 0, max: 1e9, noNaN: true });

const anyCheck = fc.record(
  {
    id: fc.oneof(fc.constantFrom('file_integrity', 'quality_degradation'), nasty),
    category: nasty,
    outcome: fc.constantFrom(...OUTCOMES),
    message: nasty,
    expected: json,
    actual: json,
    details: fc.dictionary(nasty, json),
    mode: fc.constantFrom(...MODES),
    modeSource: nasty,
    durationMs: time,
  },
  { requiredKeys: ['id', 'category', 'outcome', 'message', 'durationMs'] },
);

/** Any report the schema allows, with hostile text in every place that takes text. */
export const anyReport = fc.record(
  {
    schemaVersion: fc.constant(1 as const),
    tool: fc.record({ name: fc.constant('pressproof' as const), version: nasty }),
    suite: nasty,
    subject: fc.oneof(
      fc.record({ kind: fc.constant('image-pair'), original: fileRef, output: fileRef }),
      fc.record({ kind: fc.constant('image'), file: fileRef }),
    ),
    operation: nasty,
    expectation: fc.dictionary(nasty, json),
    mode: fc.constantFrom(...MODES),
    modeSource: nasty,
    verdict: fc.constantFrom(...VERDICTS),
    reason: nasty,
    experiment: fc.record({ name: nasty, arm: nasty }),
    coverage: fc.record(
      {
        level: fc.constantFrom(...COVERAGE_LEVELS),
        framesCompared: fc.nat(),
        framesTotal: fc.nat(),
        couldOverturn: fc.boolean(),
        reason: nasty,
        limitedBy: nasty,
      },
      { requiredKeys: ['level', 'framesCompared', 'framesTotal'] },
    ),
    checks: fc.array(anyCheck, { maxLength: 4 }),
    startedAt: fc.constant('2026-01-02T03:04:05.678Z'),
    durationMs: time,
  },
  {
    requiredKeys: [
      'schemaVersion',
      'tool',
      'suite',
      'subject',
      'operation',
      'expectation',
      'mode',
      'verdict',
      'coverage',
      'checks',
      'startedAt',
      'durationMs',
    ],
  },
);
