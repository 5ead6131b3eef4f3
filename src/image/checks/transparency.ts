import type { Finding } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import type { FrameList, FrameQuality } from '../quality/comparison.js';
import { anyCouldBreak } from '../quality/overturn.js';
import { imageCheck, PAIR, rounded } from './define.js';

const limits = {
  /** Share of a frame's pixels that may turn from see-through to opaque or back. */
  transparencyTolerance: { min: 0, max: 1, default: 0.02 },
} satisfies Limits;

export const transparency = imageCheck({
  id: 'transparency',
  category: 'colour',
  cost: 'compare',
  needs: ['originalPixels', 'outputPixels', 'comparison'],
  after: ['file_integrity', 'dimensions'],
  subjects: [PAIR],
  limits,
  docs: {
    summary: 'Pixels that were see-through stay so, and no others become so.',
    explain:
      'Compares which pixels are visible (alpha >= 128), frame by frame at the same presentation time. The worst frame may differ in limits.transparencyTolerance of its pixels.',
    remedy: 'Keep the transparent index; do not flatten onto a background.',
  },
  run({ facts: { originalPixels, outputPixels, comparison } }, { transparencyTolerance }): Finding {
    if (!originalPixels.transparent && !outputPixels.transparent) {
      return { outcome: 'passed', message: 'Neither has transparent pixels', expected: false, actual: false };
    }
    const worst = worstOf(comparison.frames);
    const evidence = {
      expected: { maxShare: transparencyTolerance },
      actual: { share: rounded(worst.alphaChanged) },
      details: {
        frame: worst.output,
        originalTransparent: originalPixels.transparent,
        outputTransparent: outputPixels.transparent,
      },
    };
    const share = `${rounded(100 * worst.alphaChanged, 2)} % of the pixels of frame ${worst.output}`;
    if (worst.alphaChanged > transparencyTolerance) {
      return { outcome: 'failed', message: `${share} changed between see-through and opaque`, ...evidence };
    }
    const message =
      worst.alphaChanged === 0 ? 'The same pixels are see-through' : `See-through pixels are kept, but for ${share}`;
    const isOpen = comparison.frames.length < comparison.places && transparencyTolerance < 1;
    return { outcome: 'passed', message, ...evidence, ...(isOpen && { provisional: anyCouldBreak(comparison) }) };
  },
});

/** The first of those with the most. */
function worstOf(frames: FrameList): FrameQuality {
  let worst: FrameQuality | undefined;
  for (const frame of frames) if (!worst || frame.alphaChanged > worst.alphaChanged) worst = frame;
  return worst as FrameQuality;
}
