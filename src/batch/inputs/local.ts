import { basename, dirname, relative, resolve } from 'node:path';
import { imagesBelow } from './folder.js';
import type { Source, SourceOptions } from './source.js';

/** Images below a folder: see folder.ts. */
export function folderSource(input: string, options: SourceOptions): Source {
  const root = resolve(input);
  return {
    input,
    root,
    isManifest: false,
    emptiness: 'holds no image',
    covers: (location) => location.startsWith(`${root.replace(/\/$/, '')}/`),
    async *list() {
      for await (const location of imagesBelow(root, options)) {
        // a folder that cannot be read has no name below itself
        yield { location, name: relative(root, location) || basename(root) };
      }
    },
  };
}

/** A file that was named: given whatever it is. */
export function fileSource(input: string): Source {
  const location = resolve(input);
  return {
    input,
    root: dirname(location),
    isManifest: false,
    emptiness: 'is no file',
    covers: (other) => other === location,
    async *list() {
      yield { location, name: basename(location) };
    },
  };
}
