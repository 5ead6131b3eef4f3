import { FormatError } from '../../errors.js';
import { MemorySource, type ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { checkSum, contentOf } from './content.js';
import { directoryOf } from './directory.js';
import { isReadable, STORED, type Member } from './entry.js';
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
  /** false: compressed, and more than may be kept; neither its checksum nor its content was looked at. */
  readonly isRead: boolean;
  /** Its content once more, of one that was not read nothing; a compressed one is inflated each time where none is kept. */
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
 * @param maxKeptBytes - for who refuses compressed members anyway: those that become more in all are not inflated, others
 *   once and kept; null: every one is read, within the budget
 * @throws FormatError where the directory cannot be followed
 */
export function readArchive(source: ByteSource, context: ReadContext, maxKeptBytes: number | null = null): Archive {
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
  let left = Math.min(maxKeptBytes ?? Infinity, budget.maxInflatedBytes);
  const members = apart.filter(isReadable).flatMap((member) => {
    const { name, data: at, size } = member;
    const isStored = member.method === STORED;
    if (maxKeptBytes !== null && !isStored && Math.max(size, member.compressed) > left) {
      const open = opener(source, member, 0, new MemorySource(NOTHING, `${source.name}!${name}`));
      return [{ name, at, size, isStored, isRead: false, open }];
    }
    const most = Math.min(budget.maxHeldBytes, left);
    const content = tried(() => contentOf(source, member, most), note);
    if (!content) return [];
    if (!isStored) left -= size;
    // one with a wrong checksum is kept: there are readers that load it all the same
    tried(() => checkSum(content, member, signal), note);
    const open = opener(source, member, most, maxKeptBytes === null ? null : content);
    return [{ name, at, size, isStored, isRead: true, open }];
  });
  return { members, firstName: entries[0]?.name ?? null };
}

const NOTHING = new Uint8Array(0);

/** Made apart: a function within the loop would keep what was inflated there for as long as it lives. */
function opener(source: ByteSource, member: Member, most: number, kept: ByteSource | null): () => ByteSource {
  return () => kept ?? contentOf(source, member, most);
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
