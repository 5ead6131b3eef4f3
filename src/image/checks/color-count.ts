import type { Finding } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import { imageCheck, PAIR } from './define.js';

const limits = {
  /** Colours that an output may have over its limit. 0: engines that bound the whole animation keep their word. */
  colorTolerance: { whole: true, min: 0, default: 0 },
} satisfies Limits;

export const colorCount = imageCheck({
  id: 'color_count',
  category: 'colour',
  cost: 'decode',
  needs: ['originalPixels', 'outputPixels'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits,
  docs: {
    summary: 'The output keeps within the colours that were asked for.',
    explain:
      'Counts distinct RGB values of visible pixels on the composited frames, not palette entries. Scope animation: the union over all frames is at most colors + limits.colorTolerance; scope frame: each composited frame is. Meeting the limit is enough, however few colours the original had.',
    remedy:
      'Quantise the whole animation with one palette, or ask for --color-scope frame where each picture has its own.',
  },
  run({ facts: { originalPixels, outputPixels }, expectation }, { colorTolerance }): Finding {
    const { union, maxPerFrame } = outputPixels.colors;
    const actual = { union, maxPerFrame };
    const details = {
      originalUnion: originalPixels.colors.union,
      originalMaxPerFrame: originalPixels.colors.maxPerFrame,
    };
    if (expectation.colors === undefined) {
      const message = `No limit was asked for; ${originalPixels.colors.union} -> ${union} distinct colours`;
      return { outcome: 'passed', message, expected: null, actual, details };
    }
    const scope = expectation.colorScope ?? 'animation';
    const max = expectation.colors + colorTolerance;
    const counted = scope === 'animation' ? union : maxPerFrame;
    const where = scope === 'animation' ? 'over all frames' : 'in one frame';
    const within = counted <= max;
    return {
      outcome: within ? 'passed' : 'failed',
      message: `${counted} distinct colours ${where}, limit ${max}`,
      expected: { max, scope },
      actual,
      details,
    };
  },
});
