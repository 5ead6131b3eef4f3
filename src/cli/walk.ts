import { imagesBelow, isFolder } from '../batch/inputs/folder.js';

/** Files as they were named, and the images of folders: see batch/inputs/folder.ts. */
export async function* imagesIn(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (await isFolder(path)) yield* imagesBelow(path);
    // a missing file is a finding of its own, not an error of the walk
    else yield path;
  }
}
