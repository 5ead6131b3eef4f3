import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PressproofError } from '../../core/errors.js';
import { placesOf as fetching, type Places } from '../execute/places.js';
import { rejectedName } from '../execute/rejected.js';
import type { Location } from '../item.js';
import { placesOf } from '../journal/places.js';
import type { ResultRow } from '../results/row.js';
import { isS3 } from '../storage/location.js';
import type { PictureFile } from './picture.js';

/** 64 MiB: of what is larger a page can show little, and fetching it takes longer than all others. */
const MOST_FETCHED = 2 ** 26;

/** The files of a result that pictures can be made of, and why others cannot, each a sentence. */
export interface ItemFiles {
  readonly original: PictureFile | null;
  readonly output: PictureFile | null;
  readonly missing: readonly string[];
  /** What people call files that were fetched, by path. */
  readonly names: ReadonlyMap<string, Location>;
  /** Removes what was fetched. */
  release(): Promise<void>;
}

/** @param folder - of the run */
export async function filesOf(row: ResultRow, folder: string, signal: AbortSignal): Promise<ItemFiles> {
  const missing: string[] = [];
  const places = fetching({ maxBytes: MOST_FETCHED, signal });
  const { names } = places;
  const release = () => places.release();
  if (row.job === 'artifacts') return { original: null, output: null, missing, names, release };
  const original = await fileAt(row.input, row.inputSha256, 'original', places, missing);
  if (row.job === 'scan') return { original, output: null, missing, names, release };
  if (row.output !== null) {
    const output = await fileAt(row.output, row.outputSha256, 'output', places, missing);
    return { original, output, missing, names, release };
  }
  const kept = keptOf(row, folder);
  missing.push(
    kept !== null
      ? 'The output was rejected and not published; what is shown was kept beside the run.'
      : 'There is no output to show: none was published.',
  );
  return { original, output: kept === null ? null : { path: kept, sha256: row.outputSha256 }, missing, names, release };
}

/** Where a rejected output of a run was kept; null where it is not there. @param folder - of the run */
export function keptOf({ item, name }: Pick<ResultRow, 'item' | 'name'>, folder: string): string | null {
  const kept = join(placesOf(folder).rejected, rejectedName(item, name));
  return existsSync(kept) ? kept : null;
}

/** What is on this machine is opened where it is decoded, and may be missing there; what is not is fetched. */
async function fileAt(
  location: Location,
  sha256: string | null,
  role: string,
  places: Places,
  missing: string[],
): Promise<PictureFile | null> {
  if (!isS3(location)) return { path: location, sha256 };
  try {
    return { path: await places.input(location), sha256 };
  } catch (error) {
    if (!(error instanceof PressproofError)) throw error;
    missing.push(`The ${role} cannot be shown: ${error.message}.`);
    return null;
  }
}
