import type { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { checkSum, contentOf, tooLarge } from './content.js';
import { directoryOf } from './directory.js';
import { isReadable, STORED, type Member } from './entry.js';
import { memberOf } from './local.js';
import { isBomb, wrongsOf } from './rules.js';
import { noteLayout, noteNames } from './tiling.js';
import { tried } from './tried.js';

/** Bytes that compressed members may become, together, where nothing but pickles is looked for: one that may run code is smaller. */
export const MOST_FOR_PICKLES = 2 ** 24;

/** A member that can be read. */
export interface ArchiveMember {
  readonly name: string;
  /** First byte of its content in the archive, as stored there. */
  readonly at: number;
  readonly isStored: boolean;
  readonly size: number;
  /** null: compressed, and more than may be inflated; neither its checksum nor its content was looked at. */
  readonly content: ByteSource | null;
}

export interface Archive {
  /**
   * In the order of the directory; those that cannot be read are left out, and noted. Each is read when it is asked for, once,
   * and is held by nobody else.
   */
  readonly members: Iterable<ArchiveMember>;
  /** Name in the directory's first record: torch takes the folder of the archive from it. */
  readonly firstName: string | null;
}

/**
 * Reads a zip archive strictly: directory against local headers, every byte of the file in its place, every member read
 * through and compared with its checksum.
 * @param maxInflatedBytes - for who refuses compressed members anyway: what is beyond is given without content; null:
 *   what is beyond the budget is an error
 * @throws FormatError where the directory cannot be followed
 */
export function readArchive(source: ByteSource, context: ReadContext, maxInflatedBytes: number | null = null): Archive {
  const { problems } = context;
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
  const apart = noteLayout(source, found, end, problems).filter(isReadable);
  const members = readMembers(source, apart, context, maxInflatedBytes, note);
  return { members, firstName: entries[0]?.name ?? null };
}

function* readMembers(
  source: ByteSource,
  members: readonly Member[],
  { budget, signal }: ReadContext,
  maxInflatedBytes: number | null,
  note: (error: FormatError) => void,
): Generator<ArchiveMember, void, undefined> {
  const most = Math.min(maxInflatedBytes ?? Infinity, budget.maxInflatedBytes);
  const each = Math.min(most, budget.maxHeldBytes);
  const inflated = withinBudget(members, most, each);
  for (const member of members) {
    const { name, data: at, size } = member;
    const isStored = member.method === STORED;
    const about = { name, at, size, isStored };
    if (!isStored && !inflated.has(member)) {
      if (maxInflatedBytes !== null) yield { ...about, content: null };
      // a bomb is an error already
      else if (!isBomb(member) || weightOf(member) > each) note(tooLarge(member, each));
      continue;
    }
    const content = tried(() => contentOf(source, member, each), note);
    if (!content) continue;
    // one with a wrong checksum is given: there are readers that load it all the same
    tried(() => checkSum(content, member, signal), note);
    yield { ...about, content };
  }
}

/**
 * Compressed members that are inflated: the smallest first, so that their order in the directory decides nothing.
 * @param most - bytes that they may become together
 * @param each - and one of them
 */
export function withinBudget(members: readonly Member[], most: number, each: number): ReadonlySet<Member> {
  const chosen = new Set<Member>();
  let left = most;
  const compressed = members.filter((member) => member.method !== STORED && !isBomb(member));
  for (const member of compressed.sort((a, b) => weightOf(a) - weightOf(b) || (a.name < b.name ? -1 : 1))) {
    if (weightOf(member) > Math.min(left, each)) break;
    chosen.add(member);
    left -= weightOf(member);
  }
  return chosen;
}

/** Bytes that are held of a compressed one, at most at once. */
function weightOf({ size, compressed }: Member): number {
  return Math.max(size, compressed);
}
