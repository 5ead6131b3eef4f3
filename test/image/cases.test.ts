/** The behavioural cases that this project was founded on, by their numbers: what the original got right (S) and wrong (D). */
import { describe, expect, test } from 'vitest';
import { draw, recolored, withFrames, type Animation, type Rgb } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { worstDrift } from '../../src/image/checks/duration.js';
import { timelineOf } from '../../src/image/timeline.js';
import { runSuiteOn } from '../support/run-suite.js';
import { loop, writeGif } from '../support/gif-writer.js';

const SIZE = { width: 48, height: 32 };
const times = (count: number, delayMs: number): number[] => Array.from({ length: count }, () => delayMs);

/** A bar that moves one step a frame: every frame differs visibly from its neighbours. */
function bars(delaysMs: readonly number[]): Animation {
  return draw(SIZE, delaysMs, (x, y, frame) => ((x + 5 * frame) % 24 < 8 && y > 4 ? [20, 60, 200] : [240, 240, 230]));
}

/** Keeps frames by their indices, with the given delays. */
function keep(animation: Animation, indices: readonly number[], delaysMs: readonly number[]): Animation {
  return { ...animation, frames: indices.map((index) => animation.frames[index] as Uint8Array), delaysMs };
}

/** `count` colours a frame, those of frame f starting at f x step. */
function palettes(frames: number, count: number, step: number): Animation {
  return draw(SIZE, times(frames, 100), (x, y, frame) => {
    const index = frame * step + ((y * SIZE.width + x) % count);
    return [index % 256, (index * 7) % 256, 40 + ((index >> 8) % 200)];
  });
}

const frameCount = async (from: number, to: number, ratio: number) => {
  const original = bars(times(from, 100));
  const indices = Array.from({ length: to }, (_, k) => Math.floor((k * from) / to));
  const output = keep(original, indices, times(to, Math.round((10 * from) / to) * 10));
  const asked = { operation: 'frame_reduction', expectation: { frameRatio: ratio }, checks: ['frame_count'] } as const;
  return (await runSuiteOn(encodeGif(original), encodeGif(output), asked)).outcomes.frame_count;
};

describe('frame counts', () => {
  test('1: 10 -> 5 frames at 0.5 passes', async () => expect(await frameCount(10, 5, 0.5)).toBe('passed'));
  test('2: 10 -> 8 frames at 0.5 fails', async () => expect(await frameCount(10, 8, 0.5)).toBe('failed'));
  test('3: 10 -> 5 frames at 1.0 fails', async () => expect(await frameCount(10, 5, 1)).toBe('failed'));
  test.each([
    [3, 1, 0.5],
    [3, 2, 0.5],
    [4, 3, 0.9],
    [7, 4, 0.7],
    [2, 1, 0.8],
    [1, 1, 0.5],
  ])('4: %i -> %i frames at %f passes: any rounding is right', async (from, to, ratio) => {
    expect(await frameCount(from, to, ratio)).toBe('passed');
  });
  test('5: 100 -> 60 frames at 0.5 fails, 51 pass', async () => {
    expect(await frameCount(100, 60, 0.5)).toBe('failed');
    expect(await frameCount(100, 51, 0.5)).toBe('passed');
  });
  test('one distinct frame less than asked for fails when nothing could be merged', async () => {
    expect(await frameCount(12, 11, 1)).toBe('failed');
  });
  test('identical neighbours merged with their time kept pass, and it is said', async () => {
    const original = SCENES.held();
    const merged = keep(original, [0, 4, 8], [400, 400, 400]);
    const { check, verdict } = await runSuiteOn(encodeGif(original), encodeGif(merged));
    expect(verdict).toBe('pass');
    expect(check('frame_count').message).toMatch(/merged/);
  });
});

const colorCount = async (output: Animation, colors: number, limits: Record<string, number> = {}, scope?: 'frame') => {
  const original = palettes(output.frames.length, 240, 3);
  const expectation = { colors, ...(scope && { colorScope: scope }) };
  return (
    await runSuiteOn(encodeGif(original), encodeGif(output), {
      operation: 'color_reduction',
      expectation,
      limits,
      checks: ['color_count'],
    })
  ).check('color_count');
};

describe('colour counts', () => {
  test('6: 256 -> 32 asked 32 passes', async () => {
    expect(await colorCount(palettes(4, 32, 0), 32)).toMatchObject({ outcome: 'passed', actual: { union: 32 } });
  });
  test('7: 50 for 32 fails; with tolerance 5, 37 passes and 38 fails', async () => {
    expect((await colorCount(palettes(4, 50, 0), 32)).outcome).toBe('failed');
    expect((await colorCount(palettes(4, 37, 0), 32, { colorTolerance: 5 })).outcome).toBe('passed');
    expect((await colorCount(palettes(4, 38, 0), 32, { colorTolerance: 5 })).outcome).toBe('failed');
  });
  test('8: a 2-colour picture asked for 16 and copied passes', async () => {
    const gif = encodeGif(bars(times(4, 100)));
    const { outcomes } = await runSuiteOn(gif, gif, { operation: 'color_reduction', expectation: { colors: 16 } });
    expect(outcomes.color_count).toBe('passed');
  });
  test('9: 240 asked for and 240 delivered passes', async () => {
    expect((await colorCount(palettes(4, 240, 0), 240)).outcome).toBe('passed');
  });
  test('10: eight frames of 30 colours each fail 32 and pass 32 in each frame; both counts are reported', async () => {
    const disjoint = palettes(8, 30, 30);
    expect(await colorCount(disjoint, 32)).toMatchObject({
      outcome: 'failed',
      actual: { union: 240, maxPerFrame: 30 },
    });
    expect((await colorCount(disjoint, 32, {}, 'frame')).outcome).toBe('passed');
  });
  test('11: a blank first frame does not hide the colours of the rest', async () => {
    const blankFirst = recolored(
      palettes(4, 60, 0),
      () => [0, 0, 0],
      (frame) => frame === 0,
    );
    expect((await colorCount(blankFirst, 8)).outcome).toBe('failed');
  });
  test('12: padding, duplicates and the transparent index are no colours', async () => {
    const gif = writeGif({
      width: 4,
      height: 1,
      palette: [
        [9, 9, 9],
        [9, 9, 9],
        [200, 0, 0],
        [0, 200, 0],
        [0, 0, 200],
      ],
      blocks: [{ width: 4, height: 1, indices: [0, 1, 2, 3], transparent: 3 }],
    });
    const { check } = await runSuiteOn(gif, gif, { expectation: { colors: 2 }, checks: ['color_count'] });
    expect(check('color_count')).toMatchObject({ outcome: 'passed', actual: { union: 2, maxPerFrame: 2 } });
  });
});

const timing = async (original: Animation, output: Animation, frameRatio = 1) => {
  const expectation = frameRatio === 1 ? {} : { frameRatio };
  const { outcomes } = await runSuiteOn(encodeGif(original), encodeGif(output), { expectation });
  return { fps: outcomes.fps, duration: outcomes.duration, all: outcomes };
};

describe('timing', () => {
  test('13: 10 -> 10.5 fps passes', async () => {
    const { fps, duration } = await timing(bars(times(20, 100)), bars([...times(10, 100), ...times(10, 90)]));
    expect({ fps, duration }).toEqual({ fps: 'passed', duration: 'passed' });
  });
  test('14: 10 -> 30 fps fails', async () => {
    expect((await timing(bars(times(12, 100)), bars(times(12, 30)))).fps).toBe('failed');
  });
  test('15: halving with delays doubled passes everything', async () => {
    const original = bars(times(12, 100));
    const { all } = await timing(original, keep(original, [0, 2, 4, 6, 8, 10], times(6, 200)), 0.5);
    expect(Object.values(all).filter((outcome) => outcome !== 'passed')).toEqual([]);
  });
  test('16: halving with delays kept plays twice as fast and fails', async () => {
    const original = bars(times(12, 100));
    const { fps, duration } = await timing(original, keep(original, [0, 2, 4, 6, 8, 10], times(6, 100)), 0.5);
    expect({ fps, duration }).toEqual({ fps: 'failed', duration: 'failed' });
  });
  test('17: the same length with another rhythm fails on presentation times', async () => {
    const { duration } = await timing(bars([20, 20, 20, 20, 20, 500]), bars(times(6, 100)));
    expect(duration).toBe('failed');
  });
  test('18: an identical copy at 10 ms passes', async () => {
    const { fps, duration } = await timing(SCENES.hasty(), SCENES.hasty());
    expect({ fps, duration }).toEqual({ fps: 'passed', duration: 'passed' });
  });
  test('19: [100,200,150] against [110,190,140] drifts by at most 10 ms', () => {
    const drift = worstDrift(timelineOf([100, 200, 150]).starts, timelineOf([110, 190, 140]).starts);
    expect(drift).toEqual({ ms: 10, frame: 1 });
  });
  test('20: zero, 10 ms and 100 ms play alike; long delays are not capped', async () => {
    expect((await timing(bars(times(6, 0)), bars(times(6, 100)))).duration).toBe('passed');
    expect((await timing(bars(times(6, 10)), bars(times(6, 0)))).duration).toBe('passed');
    expect((await timing(bars([12_000, 12_000]), bars([10_000, 10_000]))).duration).toBe('failed');
  });
});

describe('integrity', () => {
  const original = encodeGif(bars(times(6, 100)));
  const integrity = async (output: Uint8Array) => (await runSuiteOn(original, output)).check('file_integrity');

  test('21: a missing output fails and nothing else is looked at', async () => {
    const { check, checks } = await runSuiteOn(original, 'no/such/output.gif');
    expect(check('file_integrity').outcome).toBe('failed');
    expect(checks.filter(({ id }) => id !== 'file_integrity').every(({ outcome }) => outcome === 'skipped')).toBe(true);
  });
  test('22: three bytes fail', async () => expect((await integrity(Uint8Array.of(71, 73, 70))).outcome).toBe('failed'));
  test('24: a legal 43-byte GIF passes as itself', async () => {
    const tiny = writeGif({
      width: 1,
      height: 1,
      palette: [
        [0, 0, 0],
        [255, 255, 255],
      ],
      blocks: [{ width: 1, height: 1, indices: [1], delay: 0, transparent: 0 }],
    });
    expect(tiny).toHaveLength(43);
    const { verdict, outcomes } = await runSuiteOn(tiny, tiny);
    expect(verdict).toBe('warn');
    expect(outcomes).toMatchObject({
      file_integrity: 'passed',
      quality_degradation: 'passed',
      size_reduction: 'warned',
    });
  });
  test('26: no trailer and bytes after it are warnings', async () => {
    expect((await integrity(original.subarray(0, -1))).outcome).toBe('warned');
    expect((await integrity(Uint8Array.from([...original, ...times(5000, 65)]))).outcome).toBe('warned');
  });
  test('27: over the size limit is policy, not damage', async () => {
    const { check, outcomes } = await runSuiteOn(original, original, { limits: { maxBytes: 100 } });
    expect(outcomes.file_integrity).toBe('passed');
    expect(check('size_reduction').outcome).toBe('failed');
    expect(check('size_reduction').message).toMatch(/policy/);
    expect(check('size_reduction').message).not.toMatch(/corrupt|damage/);
  });
  test('28: another loop count and another size fail; a larger output warns', async () => {
    const animation = bars(times(6, 100));
    expect((await runSuiteOn(original, encodeGif({ ...animation, loopCount: null }))).outcomes.loop_count).toBe(
      'failed',
    );
    const wider = draw({ width: 49, height: 32 }, times(6, 100), () => [0, 0, 0]);
    const { outcomes } = await runSuiteOn(original, encodeGif(wider));
    expect(outcomes).toMatchObject({ dimensions: 'failed', quality_degradation: 'skipped' });
    const larger = Uint8Array.from([...original, 0]);
    expect((await runSuiteOn(original, larger)).outcomes.size_reduction).toBe('warned');
  });
});

describe('quality', () => {
  test('29: an identical copy passes', async () => {
    const gif = encodeGif(SCENES.plasma());
    expect((await runSuiteOn(gif, gif)).check('quality_degradation').message).toMatch(/every pixel is the same/);
  });
  test('30: an identical slideshow passes', async () => {
    const gif = encodeGif(SCENES.slides());
    expect((await runSuiteOn(gif, gif)).outcomes.quality_degradation).toBe('passed');
  });
  test('33: one ruined frame of eight fails and is named', async () => {
    const original = bars(times(8, 100));
    const ruined = recolored(
      original,
      () => [0, 0, 0],
      (frame) => frame === 5,
    );
    const { check } = await runSuiteOn(encodeGif(original), encodeGif(ruined));
    expect(check('quality_degradation').outcome).toBe('failed');
    expect(check('quality_degradation').message).toMatch(/frame 5/);
  });
  test('35: against an original that is damaged, nothing that needs it passes', async () => {
    const gif = encodeGif(SCENES.register());
    const { verdict, outcomes, check } = await runSuiteOn(gif.subarray(0, Math.floor(gif.length / 2)), gif);
    expect(verdict).not.toBe('pass');
    expect(outcomes.quality_degradation).toBe('inconclusive');
    expect(check('quality_degradation').message).toMatch(/original itself is damaged/);
  });
  test('43: an untouched copy after a lossy step is flagged as a no-op', async () => {
    const gif = encodeGif(SCENES.register());
    const { check, verdict } = await runSuiteOn(gif, gif, { operation: 'lossy_compression' });
    expect(check('size_reduction')).toMatchObject({ outcome: 'warned' });
    expect(check('size_reduction').message).toMatch(/No-op/);
    expect(verdict).toBe('warn');
  });
  test('two frames that changed places fail', async () => {
    const original = SCENES.slides();
    const swapped = withFrames(
      original,
      [0, 2, 1, 3, 4].map((index) => original.frames[index] as Uint8Array),
    );
    expect((await runSuiteOn(encodeGif(original), encodeGif(swapped))).outcomes.quality_degradation).toBe('failed');
  });
  test('a moving dot of a hundredth of the picture that stands still fails', async () => {
    const dot = (delaysMs: readonly number[], frozen: boolean): Animation =>
      draw({ width: 120, height: 80 }, delaysMs, (x, y, frame): Rgb =>
        Math.hypot(x - 10 - 9 * (frozen ? 0 : frame), y - 40) < 5 ? [200, 30, 30] : [250, 250, 250],
      );
    const { outcomes } = await runSuiteOn(encodeGif(dot(times(10, 100), false)), encodeGif(dot(times(10, 100), true)));
    expect(outcomes.quality_degradation).toBe('failed');
  });
});

test('a lone image is judged for its integrity only', async () => {
  const { checks, verdict } = await runSuiteOn(null, encodeGif(SCENES.ball()));
  expect(checks.map(({ id }) => id)).toEqual(['file_integrity']);
  expect(verdict).toBe('pass');
});

test('every number of a report survives JSON', async () => {
  const tiny = writeGif({
    width: 3,
    height: 2,
    palette: [[1, 2, 3]],
    blocks: [loop(0), { width: 3, height: 2, indices: times(6, 0) }],
  });
  const { checks } = await runSuiteOn(tiny, tiny);
  expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
});
