import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import type { Files } from './artifact-folder.js';

export interface CachedRepository {
  /** Of the repository: `models--org--name`. */
  readonly root: string;
  /** Folder of its only revision. */
  readonly snapshot: string;
  /** Where the bytes of a file lie. */
  blobOf(name: string): string;
}

/** A repository as huggingface_hub keeps it: blobs by their digests, and a folder of links to them for a revision. */
export function cachedRepository(scratch: string, files: Files): CachedRepository {
  const root = join(mkdtempSync(join(scratch, 'hub-')), 'models--somebody--tiny');
  const snapshot = join(root, 'snapshots', '4f1c');
  const blobs = new Map<string, string>();
  for (const folder of ['blobs', 'refs', '.no_exist/4f1c']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'refs', 'main'), '4f1c');
  writeFileSync(join(root, '.no_exist', '4f1c', 'model.safetensors.index.json'), '');
  for (const [name, content] of Object.entries(files)) {
    const blob = join(root, 'blobs', createHash('sha256').update(content).digest('hex'));
    const link = join(snapshot, name);
    mkdirSync(dirname(link), { recursive: true });
    writeFileSync(blob, content);
    symlinkSync(relative(dirname(link), blob), link);
    blobs.set(name, blob);
  }
  return { root, snapshot, blobOf: (name) => blobs.get(name)! };
}
