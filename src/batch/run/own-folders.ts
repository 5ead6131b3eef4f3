import { UsageError } from '../../core/errors.js';
import type { Location } from '../item.js';
import type { RunPlaces } from '../journal/places.js';
import { isS3 } from '../storage/location.js';
import type { Asked } from './open-run.js';
import { BESIDE_OUTPUTS } from './stages.js';
import { foldersOf } from './targets.js';

/**
 * Folders that a run writes to: what lies there is no input of it, or whoever resumes it would compress its outputs.
 * @param id - of the run; null: it is not begun
 * @throws UsageError for an input among what is published, which would be replaced by its own output
 */
export function ownFolders(places: RunPlaces, asked: Asked, id: string | null): Location[] {
  const { job, inputs, recipes, flags } = asked;
  const written = [places.folder, places.staging];
  if (job !== 'compress') return written;
  const outputs = (asked.outputs ?? places.outputs).replace(/\/+$/, '');
  const published = [...foldersOf(recipes).values()].map((folder) => `${outputs}/${folder}`);
  for (const input of inputs) {
    const place = published.find((folder) => `${input}/`.startsWith(`${folder}/`));
    if (place === undefined) continue;
    const message = `Outputs of this batch are published in ${place}, where its input ${input} is`;
    throw new UsageError('invalid_argument', `${message}: name another place with --outputs`);
  }
  const beside = `${outputs}/${BESIDE_OUTPUTS}${isS3(outputs) ? '' : `-${id}`}`;
  const { quarantine } = flags;
  return [...written, places.rejected, beside, ...published, ...(typeof quarantine === 'string' ? [quarantine] : [])];
}
