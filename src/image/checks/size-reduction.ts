import type { Finding } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import { imageCheck, PAIR, rounded } from './define.js';

const limits = {
  /** The smallest legal GIF: a 13-byte header with logical screen descriptor and the trailer (GIF89a sections 17, 18, 27). */
  minBytes: { whole: true, min: 0, default: 14 },
  /** Policy, not integrity. 100 MiB is what the hosts that people publish GIFs on accept at most. */
  maxBytes: { whole: true, min: 1, default: 100 * 2 ** 20 },
} satisfies Limits;

export const sizeReduction = imageCheck({
  id: 'size_reduction',
  category: 'size',
  cost: 'header',
  needs: ['originalFile', 'outputFile'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits,
  ordered: [['minBytes', 'maxBytes']],
  docs: {
    summary: 'The output is smaller than the original and within the size policy.',
    explain:
      'Outside limits.minBytes..limits.maxBytes fails: that is policy and says nothing about damage. An output that is not smaller is a warning, as is one that is byte for byte the original after a step that should have changed it.',
    remedy: 'Keep the original where compression does not pay; check that the parameters reached the engine.',
  },
  run({ facts: { originalFile, outputFile }, operation }, { minBytes, maxBytes }): Finding {
    const before = originalFile.bytes;
    const after = outputFile.bytes;
    if (before === null || after === null) {
      return { outcome: 'inconclusive', message: 'The size of a file could not be read' };
    }
    const evidence = {
      expected: { lessThan: before, minBytes, maxBytes },
      actual: { bytes: after },
      details: { originalBytes: before, savedShare: before === 0 ? null : rounded(1 - after / before) },
    };
    if (after > maxBytes) {
      return {
        outcome: 'failed',
        message: `Size policy: ${after} bytes is over limits.maxBytes (${maxBytes})`,
        ...evidence,
      };
    }
    if (after < minBytes) {
      return {
        outcome: 'failed',
        message: `Size policy: ${after} bytes is under limits.minBytes (${minBytes})`,
        ...evidence,
      };
    }
    if (originalFile.sha256 !== null && originalFile.sha256 === outputFile.sha256) {
      const lossy = operation !== 'recompress';
      return {
        outcome: 'warned',
        message: lossy
          ? `No-op: the output is byte for byte the original although ${operation} was asked for`
          : 'The output is byte for byte the original',
        ...evidence,
      };
    }
    if (after === before) {
      return { outcome: 'warned', message: `No smaller: ${after} bytes, as the original`, ...evidence };
    }
    if (after > before) {
      return { outcome: 'warned', message: `Larger than the original: ${before} -> ${after} bytes`, ...evidence };
    }
    return {
      outcome: 'passed',
      message: `${before} -> ${after} bytes, ${rounded(100 * (1 - after / before), 1)} % saved`,
      ...evidence,
    };
  },
});
