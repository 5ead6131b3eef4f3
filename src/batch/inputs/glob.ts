import { relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { filesBelow } from './folder.js';
import type { Source, SourceOptions } from './source.js';

export function isGlob(input: string): boolean {
  return picomatch.scan(input).isGlob;
}

/**
 * The same glob from anywhere.
 * @param base - absolute folder that it is relative to
 */
export function absoluteGlob(glob: string, base: string): string {
  const { folder, pattern } = partsOf(glob, base);
  return `${folder.replaceAll(/[\\*?[\]{}()!+@|]/g, '\\$&').replace(/\/$/, '')}/${pattern}`;
}

/** The folder that all matches of an absolute glob are in. */
export function globFolder(glob: string): string {
  return partsOf(glob, '/').folder;
}

/**
 * What a shell would have made of it: files by their names, images or not, hidden ones only where the pattern says so.
 * `**` stands for any folders.
 * @throws SyntaxError for a pattern that is none
 */
export function globSource(glob: string, options: SourceOptions): Source {
  const { folder, pattern } = partsOf(glob, process.cwd());
  const matches = picomatch(pattern);
  const covers = (path: string) => path.startsWith(`${folder.replace(/\/$/, '')}/`) && matches(relative(folder, path));
  return {
    input: glob,
    root: folder,
    isManifest: false,
    emptiness: 'matches no file',
    covers,
    async *list() {
      for await (const { path, isFile } of filesBelow(folder, { ...options, depth: depthOf(pattern) })) {
        const name = relative(folder, path);
        if (isFile ? matches(name) : path !== folder) yield { location: path, name };
      }
    },
  };
}

function partsOf(glob: string, base: string): { readonly folder: string; readonly pattern: string } {
  const { base: start, glob: pattern } = picomatch.scan(glob);
  // what is escaped there is meant as it is
  return { folder: resolve(base, start.replaceAll(/\\(.)/g, '$1')), pattern };
}

/** Levels of folders that a pattern can reach into. */
function depthOf(pattern: string): number {
  return /\*\*|[*+]\(/.test(pattern) ? Number.POSITIVE_INFINITY : pattern.split('/').length - 1;
}
