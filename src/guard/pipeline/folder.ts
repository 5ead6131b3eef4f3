import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { inBackground } from '../background.js';
import { copiesPrefix, removeStaleCopies } from '../files/stale-copies.js';

/** A place for what is neither the original nor the output. */
export interface PrivateFolder {
  /** A path that nothing has, for what a stage makes; with the extension, which tells engines the format. */
  file(): string;
  remove(): Promise<void>;
}

let isTidy = false;

/** Readable for this user only. The first one of a process also removes what killed processes left. */
export async function privateFolder(output: string): Promise<PrivateFolder> {
  const parent = tmpdir();
  if (!isTidy) inBackground('Removing folders of processes that were killed', () => removeStaleCopies(parent));
  isTidy = true;
  const folder = await mkdtemp(join(parent, copiesPrefix(process.pid)));
  let files = 0;
  return {
    file: () => join(folder, `${(files += 1)}${extname(output)}`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
