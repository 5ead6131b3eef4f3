import { FormatError } from '../../errors.js';
import type { ArtifactFormat } from '../format.js';
import { zipKindOf } from '../zip/kind.js';
import { disguise, isZip } from '../zip/signature.js';
import { readTorchArchive } from './archive.js';
import { isLegacy, readLegacy } from './legacy.js';

/** What torch.save writes: a zip archive since 1.6, pickles with raw data behind them before. */
export const pytorch: ArtifactFormat = {
  name: 'pytorch',
  title: 'a PyTorch file',
  extensions: ['.pt', '.pth', '.ckpt', '.bin'],
  matches: (head, source) => isLegacy(head) || (isZip(head) && zipKindOf(source) === 'torch'),
  read(source, context) {
    if (isLegacy(source.read(0, 64))) return readLegacy(source, context);
    const other = disguise(source);
    if (other) {
      throw new FormatError(
        'zip_disguised',
        0,
        `Expected a zip archive or pickles as torch writes them, found ${other}`,
      );
    }
    return readTorchArchive(source, context);
  },
};
