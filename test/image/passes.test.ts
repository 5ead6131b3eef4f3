/** How often a file is read: once for its blocks and once for its pixels where a check needs them, with its digest from the first. */
import { describe, expect, test } from 'vitest';
import { withFrames, type Animation } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { runProbeTask } from '../../src/image/probe.js';
import { DEFAULT_BUDGET } from '../../src/image/reader.js';
import { CountedBytes } from '../support/counted-bytes.js';
import { runSuiteOn, type Asked } from '../support/run-suite.js';

const scene = SCENES.plasma();
/** Where nothing else is read. */
const DIGEST = 1;
const BLOCKS = 1;
const PIXELS = 1;

async function timesRead(from: Animation, to: Animation, asked: Asked = {}) {
  const original = new CountedBytes(encodeGif(from));
  const output = new CountedBytes(encodeGif(to));
  const { verdict, outcomes } = await runSuiteOn(original, output, asked);
  return { original: original.timesRead, output: output.timesRead, verdict, outcomes };
}

describe('a pair is read', () => {
  test('once each for blocks and pixels when all checks run', async () => {
    const { original, output, verdict } = await timesRead(scene, scene);
    expect({ original, output }).toEqual({ original: BLOCKS + PIXELS, output: BLOCKS + PIXELS });
    expect(verdict).toBe('warn');
  });

  test('as often when it fails, unless another clock would give other pairs', async () => {
    const black = withFrames(
      scene,
      scene.frames.map((frame) => frame.map((value, at) => (at % 4 === 3 ? value : 0))),
    );
    const { original, output, outcomes } = await timesRead(scene, black);
    expect(outcomes['quality_degradation']).toBe('failed');
    expect({ original, output }).toEqual({ original: BLOCKS + PIXELS, output: BLOCKS + PIXELS });
  });

  test('once more when pictures are right by another clock only', async () => {
    const slides = SCENES.slides();
    const { original, output, outcomes } = await timesRead(slides, {
      ...slides,
      delaysMs: slides.frames.map(() => 700),
    });
    expect(outcomes).toMatchObject({ quality_degradation: 'passed', duration: 'failed' });
    const all = BLOCKS + 2 * PIXELS;
    expect({ original, output }).toEqual({ original: all, output: all });
  });

  test('without its pixels by checks that need none, but for the integrity of the output', async () => {
    const structural = { checks: ['dimensions', 'frame_count', 'fps', 'loop_count'] };
    const { original, output } = await timesRead(scene, scene, structural);
    expect({ original, output }).toEqual({ original: BLOCKS, output: BLOCKS });
    const whole = await timesRead(scene, scene, { checks: [...structural.checks, 'file_integrity'] });
    expect({ original: whole.original, output: whole.output }).toEqual({
      original: BLOCKS,
      output: BLOCKS + PIXELS,
    });
  });

  test('once for colours when nothing is compared', async () => {
    const { original, output } = await timesRead(scene, scene, { checks: ['file_integrity', 'color_count'] });
    // the original's blocks are nobody's business then
    expect({ original, output }).toEqual({ original: PIXELS, output: BLOCKS + PIXELS });
  });

  test('once, without its pixels, where coverage is structural', async () => {
    const { original, output } = await timesRead(scene, scene, { coverage: 'structural' });
    expect({ original, output }).toEqual({ original: BLOCKS, output: BLOCKS });
  });

  test('no more often where the first check looks at nothing but the files', async () => {
    const size = await timesRead(scene, scene, { checks: ['size_reduction'] });
    expect({ original: size.original, output: size.output }).toEqual({ original: DIGEST, output: BLOCKS });
    const more = await timesRead(scene, scene, { checks: ['size_reduction', 'fps'] });
    expect({ original: more.original, output: more.output }).toEqual({ original: BLOCKS, output: BLOCKS });
    const seen = await timesRead(scene, scene, { checks: ['size_reduction', 'quality_degradation'] });
    expect({ original: seen.original, output: seen.output }).toEqual({
      original: BLOCKS + PIXELS,
      output: BLOCKS + PIXELS,
    });
  });
});

describe('a file alone is read', () => {
  test('once each for blocks and pixels', async () => {
    const scanned = new CountedBytes(encodeGif(scene));
    await runSuiteOn(null, scanned);
    expect(scanned.timesRead).toBe(BLOCKS + PIXELS);
    const probed = new CountedBytes(encodeGif(scene));
    await runProbeTask({ kind: 'probe', file: { bytes: probed }, budget: DEFAULT_BUDGET, crossCheck: false });
    expect(probed.timesRead).toBe(BLOCKS + PIXELS);
  });
});
