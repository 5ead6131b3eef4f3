import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { checkSum, contentOf } from './content.js';
import { directoryOf } from './directory.js';
import { isReadable, STORED } from './entry.js';
import { memberOf } from './local.js';
import { wrongsOf } from './rules.js';
import { noteLayout, noteNames } from './tiling.js';

/** A member that can be read. */
export interface ArchiveMember {
  readonly name: string;
  /** First byte of its content in the archive, as stored there. */
  readonly at: number;
  readonly isStored: boolean;
  readonly size: number;
  /** Its content once more; a compressed one is inflated each time and not kept. */
  readonly open: () => ByteSource;
}

export interface Archive {
  /** In the order of the directory; those that cannot be read are left out, and noted. */
  readonly members: readonly ArchiveMember[];
  /** Name in the directory's first record: torch takes the folder of the archive from it. */
  readonly firstName: string | null;
}

/**
 * Reads a zip archive strictly: directory against local headers, every byte of the file in its place, every member read
 * through and compared with its checksum.
 * @throws FormatError where the directory cannot be followed
 */
export function readArchive(source: ByteSource, context: ReadContext): Archive {
  const { problems, budget, signal } = context;
  const { entries, end } = directoryOf(source);
  const note = (error: FormatError) => {
    const { code: rule, offset, part, message } = error;
    problems.add({ rule, concern: 'format', severity: 'error', file: source.name, offset, part, message });
  };
  for (const entry of entries) {
    const place = { severity: 'error', file: source.name, offset: entry.at, part: entry.name } as const;
    for (const wrong of wrongsOf(entry)) problems.add({ ...wrong, ...place });
  }
  noteNames(source, entries, problems);
  const found = entries.flatMap((entry) => tried(() => memberOf(source, entry, end.start), note) ?? []);
  const apart = noteLayout(source, found, end, problems);
  let left = budget.maxInflatedBytes;
  const members = apart.filter(isReadable).flatMap((member) => {
    const most = Math.min(budget.maxHeldBytes, left);
    const content = tried(() => contentOf(source, member, most), note);
    if (!content) return [];
    if (member.method !== STORED) left -= member.size;
    // one with a wrong checksum is kept: there are readers that load it all the same
    tried(() => checkSum(content, member, signal), note);
    const { name, data, size, method } = member;
    const open = () => contentOf(source, member, most);
    return [{ name, at: data, size, isStored: method === STORED, open }];
  });
  return { members, firstName: entries[0]?.name ?? null };
}

/** What it gives; null where it threw a FormatError, which is handed on. */
function tried<T>(read: () => T, note: (error: FormatError) => void): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    note(error);
    return null;
  }
}
