import { artifactsBelow } from '../batch/inputs/artifacts.js';
import { imagesBelow, isFolder } from '../batch/inputs/folder.js';

/** Files as they were named, and the images of folders: see batch/inputs/folder.ts. */
export async function* imagesIn(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (await isFolder(path)) yield* imagesBelow(path);
    // a missing file is a finding of its own, not an error of the walk
    else yield path;
  }
}

/** Files of which people read the names; of more they read how many there are. */
const OTHERS_NAMED = 3;

/** Artifacts as they were named, and those of folders: see batch/inputs/artifacts.ts. What is left out is told. */
export async function* artifactsIn(paths: readonly string[], tell: (text: string) => void): AsyncGenerator<string> {
  const others: string[] = [];
  let count = 0;
  const onOther = (path: string) => {
    count += 1;
    if (others.length < OTHERS_NAMED) others.push(path);
  };
  for (const path of paths) {
    if (await isFolder(path)) yield* artifactsBelow(path, { onOther });
    else yield path;
  }
  if (count === 0) return;
  const more = count > others.length ? ` and ${count - others.length} more` : '';
  tell(`Not looked at, since ${count === 1 ? 'it is no model' : 'they are no models'}: ${others.join(', ')}${more}`);
}
