import { posix } from 'node:path';
import type { ByteSource } from '../../source/byte-source.js';
import { contentOf } from './content.js';
import { isReadable, type Entry } from './entry.js';
import { memberOf } from './local.js';
import { isSymlink } from './rules.js';
import { tried } from './tried.js';

/** Longest path that a system follows. */
const LONGEST_PATH = 4096;

/** How a member leads out of the folder that its archive is unpacked in, for a sentence; null: it stays there. */
export function wayOut(source: ByteSource, entry: Entry, limit: number): string | null {
  if (leadsOut(entry.name)) return 'a path that leads out of it';
  if (!isSymlink(entry)) return null;
  const target = targetOf(source, entry, limit);
  if (target === null) return 'a symbolic link whose target cannot be read';
  const reached = isAbsolute(target) ? target : `${posix.dirname(entry.name)}/${target}`;
  return leadsOut(reached) ? `a symbolic link to ${JSON.stringify(target.slice(0, 100))}` : null;
}

/** To some systems a backslash is a slash. */
function leadsOut(path: string): boolean {
  const plain = path.replaceAll('\\', '/');
  return isAbsolute(plain) || posix.normalize(plain).split('/')[0] === '..';
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path);
}

/** The content of a link is where it leads. */
function targetOf(source: ByteSource, entry: Entry, limit: number): string | null {
  if (!isReadable(entry)) return null;
  const content = tried(() => contentOf(source, memberOf(source, entry, limit), LONGEST_PATH));
  if (!content || content.size > LONGEST_PATH) return null;
  return Buffer.from(content.read(0, LONGEST_PATH)).toString('utf8');
}
