import type { ByteSource } from '../../source/byte-source.js';
import { contentOf } from './content.js';
import { directoryOf } from './directory.js';
import { isReadable, type Entry } from './entry.js';
import { memberOf } from './local.js';
import { tried } from './tried.js';

/**
 * Opens members of an archive whose problems are known already; the directory is read once.
 * @param maxHeldBytes - that a compressed member may become
 * @returns of a name its content; null: there is none of that name, or it cannot be read
 */
export function partsOf(source: ByteSource, maxHeldBytes: number): (name: string) => ByteSource | null {
  const directory = tried(() => directoryOf(source));
  const entries = new Map<string, Entry>();
  for (const entry of directory?.entries ?? []) if (!entries.has(entry.name)) entries.set(entry.name, entry);
  return (name) => {
    const entry = entries.get(name);
    if (!directory || !entry || !isReadable(entry)) return null;
    return tried(() => contentOf(source, memberOf(source, entry, directory.end.start), maxHeldBytes));
  };
}
