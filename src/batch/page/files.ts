import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rejectedName } from '../execute/rejected.js';
import { placesOf } from '../journal/places.js';
import type { ResultRow } from '../results/row.js';
import type { PictureFile } from './picture.js';

/** The files of a result that pictures can be made of, and why others cannot, each a sentence. */
export interface ItemFiles {
  readonly original: PictureFile | null;
  readonly output: PictureFile | null;
  readonly missing: readonly string[];
}

/** @param folder - of the run */
export function filesOf(row: ResultRow, folder: string): ItemFiles {
  const missing: string[] = [];
  const original = local(row.input, row.inputSha256, 'original', missing);
  if (row.job === 'scan') return { original, output: null, missing };
  if (row.output !== null) return { original, output: local(row.output, row.outputSha256, 'output', missing), missing };
  const kept = join(placesOf(folder).rejected, rejectedName(row.item, row.name));
  if (existsSync(kept)) {
    missing.push('The output was rejected and not published; what is shown was kept beside the run.');
    return { original, output: { path: kept, sha256: row.outputSha256 }, missing };
  }
  missing.push('There is no output to show: none was published.');
  return { original, output: null, missing };
}

function local(location: string, sha256: string | null, role: string, missing: string[]): PictureFile | null {
  if (!location.startsWith('s3://')) return { path: location, sha256 };
  missing.push(`The ${role} lies in ${location}: pictures are made of files on this machine.`);
  return null;
}
