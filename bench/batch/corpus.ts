import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TestFiles } from '../files/index.js';
import { say } from '../progress.js';

/** The smallest GIF that viewers take: one pixel. */
const TINY = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');
/** ext4 takes 65,000 names of one file. */
const FILES_A_FOLDER = 1000;

/** A folder with as many one-pixel GIFs, each under its own name. */
export function tinyCorpus(files: TestFiles, count: number): Promise<string> {
  return folderOf(files, `tiny-${count}`, (folder) => {
    for (let index = 0; index < count; index++) {
      const own = join(folder, String(Math.floor(index / FILES_A_FOLDER)).padStart(4, '0'));
      const place = index % FILES_A_FOLDER;
      const name = (at: number): string => join(own, `${String(at).padStart(4, '0')}.gif`);
      if (place === 0) {
        mkdirSync(own);
        writeFileSync(name(0), TINY);
      } else {
        linkSync(name(0), name(place));
      }
    }
  });
}

/** A folder with a file under as many names. */
export function repeated(files: TestFiles, name: string, original: string, count: number): Promise<string> {
  return folderOf(files, `${name}-${count}`, (folder) => {
    for (let index = 0; index < count; index++) linkSync(original, join(folder, `${index}.gif`));
  });
}

/** A manifest with as many entries, of which only the first thousand are there: nobody comes any further. */
export async function longManifest(files: TestFiles, entries: number): Promise<string> {
  const corpus = await tinyCorpus(files, FILES_A_FOLDER);
  return await files.make(`manifest-${entries}.jsonl`, (path) => {
    const file = openSync(path, 'w');
    for (let index = 0; index < entries; index++) {
      const name = `${String(index).padStart(4, '0')}.gif`;
      writeSync(file, `${JSON.stringify({ input: join(corpus, '0000', name) })}\n`);
    }
    closeSync(file);
  });
}

/** Made once, and renamed when it is whole. */
async function folderOf({ folder }: TestFiles, name: string, fill: (folder: string) => void): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  say(`Making ${path}`);
  const partial = `${path}.${process.pid}.part`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  fill(partial);
  renameSync(partial, path);
  return path;
}
