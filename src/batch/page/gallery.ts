import { relabel } from '../../guard/relabel.js';
import type { Write } from '../../guard/files/write-whole.js';
import { picturesIslands, type PagePictures, type PageSprite, type Role } from '../../report/batch/islands.js';
import type { RunReader } from '../journal/reader.js';
import type { Candidate } from './choose.js';
import { filesOf } from './files.js';
import { measuredPairs } from './measured.js';
import type { Photographer } from './photographer.js';
import type { Pictures } from './picture.js';

/** Less room than the smallest sprites of anything with a picture: the rest need not be tried. */
const LEAST_BYTES = 4096;

export interface GalleryOptions {
  /** Bytes of the page that pictures may take. */
  readonly budget: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/**
 * Makes the pictures of results and writes them in the order of `chosen`, a few at a time; what does not fit the rest of
 * the budget is left out. Returns how many results have some.
 */
export async function writeGallery(
  reader: RunReader,
  chosen: readonly Candidate[],
  photographer: Photographer,
  write: Write,
  { budget, signal, onProgress }: GalleryOptions,
): Promise<number> {
  const coming: Promise<string | null>[] = [];
  let [left, next, done, shown] = [budget, 0, 0, 0];
  const ahead = (): void => {
    while (coming.length < photographer.width && next < chosen.length) {
      const island = islandOf(reader, chosen[next] as Candidate, photographer, signal);
      // awaited in its turn; one that fails meanwhile must not end the process
      island.catch(() => undefined);
      coming.push(island);
      next += 1;
    }
  };
  try {
    for (ahead(); coming.length > 0 && left > LEAST_BYTES; ahead()) {
      const island = await coming.shift();
      done += 1;
      onProgress(done);
      if (island === null || island === undefined || island.length > left) continue;
      left -= island.length;
      shown += 1;
      await write(island);
    }
    return shown;
  } finally {
    await Promise.allSettled(coming);
  }
}

async function islandOf(
  reader: RunReader,
  { item, ordinal }: Candidate,
  photographer: Photographer,
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  const row = reader.row(item);
  if (row === null || row.job === 'artifacts') return null;
  const decision = reader.decision(item);
  const pairs = decision === null ? null : measuredPairs(decision.report);
  const files = await filesOf(row, reader.folder, signal);
  try {
    const { original, output, missing, names } = files;
    const pictures = await photographer.take({ original, output, pairs }, signal);
    const absent = relabel([...missing, ...pictures.missing], names);
    return picturesIslands(ordinal, pagePictures(pictures, absent));
  } finally {
    await files.release();
  }
}

function pagePictures({ shown, places, thumb, ...films }: Pictures, missing: readonly string[]): PagePictures {
  const sprites: Partial<Record<Role, PageSprite>> = {};
  for (const role of ['original', 'output', 'difference'] as const) {
    const film = films[role];
    if (film) sprites[role] = film;
  }
  return {
    shown: shown.map((pair) => [
      pair.original,
      pair.output,
      pair.timeMs,
      pair.ssim,
      pair.deltaE,
      pair.largest,
      pair.mean,
    ]),
    places,
    sprites,
    thumb,
    missing,
  };
}
