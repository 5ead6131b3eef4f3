/** How much is looked at, and what is said of the rest. */
import { describe, expect, test } from 'vitest';
import { draw, recolored, withFrames, type Animation } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { encodeStill } from '../support/raster.js';
import { runSuiteOn } from '../support/run-suite.js';

/** A scene forth and back, `frames` frames of it: long enough that a quarter is less than all. */
function long(frames: number, scene = SCENES.ball()): Animation {
  const there = [...scene.frames, ...scene.frames.toReversed()];
  return {
    ...scene,
    frames: Array.from({ length: frames }, (_, frame) => there[frame % there.length]!),
    delaysMs: Array.from({ length: frames }, () => 100),
  };
}

const original = long(64);
const originalBytes = encodeGif(original);

function ruined(...which: number[]): Uint8Array {
  const animation = recolored(
    original,
    () => [0, 0, 0],
    (frame) => which.includes(frame),
  );
  return encodeGif(animation);
}

describe('sampled coverage', () => {
  test('compares a quarter of the pairs, counts all colours, and says that a pass could be overturned', async () => {
    const full = await runSuiteOn(originalBytes, originalBytes);
    const { coverage, outcomes, check } = await runSuiteOn(originalBytes, originalBytes, { coverage: 'sampled' });
    expect(coverage).toMatchObject({ level: 'sampled', framesCompared: 16, framesTotal: 64, couldOverturn: true });
    expect(coverage.reason).toMatch(/^48 of 64 pairs of frames were not compared/);
    expect(outcomes).toEqual(full.outcomes);
    expect(check('color_count').actual).toEqual(full.check('color_count').actual);
    expect(check('quality_degradation').details?.['notMeasured']).toContainEqual({
      limit: 'maxMistimed',
      reason: expect.stringMatching(/^only neighbouring frames can tell/) as string,
    });
  });

  test('compares short animations whole', async () => {
    const short = encodeGif(long(16));
    const { coverage } = await runSuiteOn(short, short, { coverage: 'sampled' });
    expect(coverage).toEqual({ level: 'full', framesCompared: 16, framesTotal: 16, couldOverturn: false });
  });

  test('finds a ruined frame among those compared, and no other frame can mend that', async () => {
    const { verdict, coverage, check } = await runSuiteOn(originalBytes, ruined(63), { coverage: 'sampled' });
    expect(verdict).toBe('fail');
    expect(check('quality_degradation').outcome).toBe('failed');
    expect(coverage).toMatchObject({ level: 'sampled', couldOverturn: false });
    expect(coverage.reason).toBeUndefined();
  });

  test('looks first where the blocks say that much changes', async () => {
    const noisy = withFrames(
      original,
      original.frames.map((frame, index) => (index === 37 ? noise(frame.length) : frame)),
    );
    const { check } = await runSuiteOn(originalBytes, encodeGif(noisy), { coverage: 'sampled' });
    expect(check('quality_degradation')).toMatchObject({ outcome: 'failed' });
    expect(check('quality_degradation').message).toMatch(/frame 37/);
  });

  test('counts merged frames in every place, not only in those it compares', async () => {
    const held = withFrames(
      original,
      original.frames.map((frame, index) => original.frames[index - (index % 2)] ?? frame),
    );
    const merged = {
      ...held,
      frames: held.frames.filter((_, index) => index % 2 === 0),
      delaysMs: Array.from({ length: 32 }, () => 200),
    };
    const { coverage, check } = await runSuiteOn(encodeGif(held), encodeGif(merged), { coverage: 'sampled' });
    expect(check('frame_count')).toMatchObject({ outcome: 'passed', actual: { frames: 32, withMerged: 64 } });
    expect(coverage.level).toBe('sampled');
  });
});

test.each([
  ['wide', 64, 32],
  ['high', 32, 64],
])(
  'pictures that are twice as %s are never compared, also where nobody asked for their size',
  async (_, width, height) => {
    const sized = (size: { width: number; height: number }) =>
      encodeGif(draw(size, [100, 100], (x, y, frame) => [3 * x, 3 * y, 90 * frame]));
    const [small, larger] = [sized({ width: 32, height: 32 }), sized({ width, height })];
    const { verdict, coverage, check } = await runSuiteOn(small, larger, { checks: ['quality_degradation'] });
    expect(verdict).toBe('inconclusive');
    expect(check('quality_degradation').details?.['code']).toBe('dimensions_differ');
    expect(coverage.framesCompared).toBe(0);
  },
);

describe('a time budget', () => {
  /** A clock on which a look at the time takes one ms. */
  function ticking(clock = 0): () => number {
    return () => (clock += 1);
  }

  test('that is long enough changes nothing but the time', async () => {
    const budget = { timeBudgetMs: 1e6, now: ticking() };
    const { coverage } = await runSuiteOn(originalBytes, originalBytes, budget);
    expect(coverage).toEqual({ level: 'full', framesCompared: 64, framesTotal: 64, couldOverturn: false });
  });

  test('begins with the task, whatever the clock says', async () => {
    const budget = { timeBudgetMs: 100, now: ticking() };
    const early = await runSuiteOn(originalBytes, originalBytes, budget);
    const late = await runSuiteOn(originalBytes, originalBytes, { ...budget, now: ticking(1e6) });
    expect(late.coverage).toEqual(early.coverage);
  });

  test('that is over at once leaves one pair, both files decoded to their ends, and says so', async () => {
    const { coverage, check } = await runSuiteOn(originalBytes, originalBytes, { timeBudgetMs: 0, now: ticking() });
    expect(coverage).toMatchObject({ level: 'sampled', framesCompared: 1, framesTotal: 64, couldOverturn: true });
    expect(check('file_integrity').outcome).toBe('passed');
    expect(check('color_count').outcome).toBe('passed');
  });

  test('that the first walk took for shorter than it is serves further ones', async () => {
    let looks = 0;
    let clock = 0;
    // as on a cold start: what is looked at first takes a hundred times as long
    const now = (): number => (clock += looks++ < 8 ? 100 : 1);
    const { coverage } = await runSuiteOn(originalBytes, originalBytes, { timeBudgetMs: 3000, now });
    expect(clock).toBeLessThan(3000);
    expect(coverage.framesCompared).toBe(64);
  });

  test('that is short gives a part, within sampled coverage as well', async () => {
    // three looks at the clock a pair: asked, compared, and each place that is left out costs one
    const full = await runSuiteOn(originalBytes, originalBytes, { timeBudgetMs: 100, now: ticking() });
    expect(full.coverage.framesCompared).toBeGreaterThan(5);
    expect(full.coverage.framesCompared).toBeLessThan(60);
    const sampled = await runSuiteOn(originalBytes, originalBytes, {
      timeBudgetMs: 1e6,
      now: ticking(),
      coverage: 'sampled',
    });
    expect(sampled.coverage.framesCompared).toBe(16);
  });
});

describe('structural coverage', () => {
  test('judges what blocks say, skips what needs pictures, and says that they could overturn it', async () => {
    const { verdict, outcomes, coverage, check } = await runSuiteOn(originalBytes, encodeGif(long(64)), {
      coverage: 'structural',
    });
    expect(outcomes).toMatchObject({
      file_integrity: 'passed',
      dimensions: 'passed',
      frame_count: 'passed',
      fps: 'passed',
      duration: 'passed',
      loop_count: 'passed',
      color_count: 'skipped',
      transparency: 'skipped',
      quality_degradation: 'skipped',
    });
    expect(verdict).toBe('warn');
    expect(coverage).toEqual({
      level: 'structural',
      framesCompared: 0,
      framesTotal: 64,
      couldOverturn: true,
      reason: 'no pixel was decoded, so data that is spoilt within may be there; the pictures were not looked at',
    });
    expect(check('quality_degradation').message).toBe('Not looked at: coverage is structural');
    expect(check('file_integrity')).toMatchObject({ actual: { complete: null }, details: { decoded: false } });
  });

  test('does not see what only pixels show, but what is cut', async () => {
    expect((await runSuiteOn(originalBytes, ruined(3), { coverage: 'structural' })).verdict).not.toBe('fail');
    const cut = originalBytes.subarray(0, originalBytes.length - 100);
    const { verdict, coverage, check } = await runSuiteOn(originalBytes, cut, { coverage: 'structural' });
    expect(verdict).toBe('fail');
    expect(check('file_integrity').message).toMatch(/^The file ends inside the data of frame/);
    expect(coverage.couldOverturn).toBe(false);
  });

  test('leaves open whether frames that are missing were merged', async () => {
    const { verdict, check } = await runSuiteOn(originalBytes, encodeGif(long(63)), { coverage: 'structural' });
    expect(verdict).toBe('inconclusive');
    expect(check('frame_count')).toMatchObject({ outcome: 'inconclusive', details: { code: 'coverage_structural' } });
  });

  test('takes lone files, and formats that others read', async () => {
    const lone = await runSuiteOn(null, originalBytes, { coverage: 'structural' });
    expect(lone).toMatchObject({ verdict: 'pass', coverage: { level: 'structural', couldOverturn: true } });
    const webp = await encodeStill('webp');
    expect((await runSuiteOn(null, webp, { coverage: 'structural' })).verdict).toBe('pass');
    const cut = await runSuiteOn(null, webp.subarray(0, webp.length - 20), { coverage: 'structural' });
    expect(cut.check('file_integrity').outcome).toBe('failed');
  });
});

/** Repeatable noise, opaque. */
function noise(bytes: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: bytes }, (_, at) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return at % 4 === 3 ? 255 : state >>> 24;
  });
}
