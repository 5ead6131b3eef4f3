import { bytesText } from '../../core/bytes-text.js';
import { ARTIFACT, artifactCheck } from './define.js';

export const sizeLimits = artifactCheck({
  id: 'size_limits',
  category: 'size_limits',
  cost: 'header',
  needs: ['layout'],
  after: [],
  subjects: [ARTIFACT],
  limits: {
    // a limit of policy: tiny models are models
    minArtifactBytes: { default: 1, min: 0, whole: true },
    // 100 GB, the guide's limit
    maxArtifactBytes: { default: 100_000_000_000, min: 1, whole: true },
  },
  ordered: [['minArtifactBytes', 'maxArtifactBytes']],
  docs: {
    summary: 'The artifact is neither smaller nor larger than policy allows.',
    explain: 'The bytes of all its files together. A limit of policy: it says nothing of damage.',
    remedy: 'Set limits.minArtifactBytes or limits.maxArtifactBytes to what you publish, or quantise the model.',
  },
  run({ facts: { layout } }, { minArtifactBytes, maxArtifactBytes }) {
    const { bytes, kind } = layout;
    if (kind === 'missing')
      return { outcome: 'inconclusive', message: 'There is nothing whose size could be measured' };
    const evidence = { expected: { min: minArtifactBytes, max: maxArtifactBytes }, actual: { bytes } };
    const fits = bytes >= minArtifactBytes && bytes <= maxArtifactBytes;
    const message = fits
      ? `${bytesText(bytes)}, within ${bytesText(minArtifactBytes)} to ${bytesText(maxArtifactBytes)}`
      : // to the byte, for it may be one
        `${bytes} bytes, outside ${minArtifactBytes} to ${maxArtifactBytes}`;
    return { outcome: fits ? 'passed' : 'failed', message, ...evidence };
  },
});
