import { artifactsBelow, Others } from '../batch/inputs/artifacts.js';
import { imagesBelow, isFolder } from '../batch/inputs/folder.js';

/** Files as they were named, and the images of folders: see batch/inputs/folder.ts. */
export async function* imagesIn(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (await isFolder(path)) yield* imagesBelow(path);
    // a missing file is a finding of its own, not an error of the walk
    else yield path;
  }
}

/** Artifacts as they were named, and those of folders: see batch/inputs/artifacts.ts. What is left out is told. */
export async function* artifactsIn(paths: readonly string[], tell: (text: string) => void): AsyncGenerator<string> {
  const others = new Others();
  for (const path of paths) {
    if (await isFolder(path)) yield* artifactsBelow(path, { onOther: others.add });
    else yield path;
  }
  if (others.text !== null) tell(others.text);
}
