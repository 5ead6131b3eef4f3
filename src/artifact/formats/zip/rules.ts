import type { Problem } from '../../problem.js';
import { DEFLATED, ENCRYPTED, STORED, type Entry } from './entry.js';

/** What is wrong with a member by its record alone. */
export type Wrong = Pick<Problem, 'rule' | 'concern' | 'message'>;

/** Most that a member of more than BOMB_BYTES may become of each of its bytes: weights hardly compress. */
const MOST_RATIO = 200;
const BOMB_BYTES = 10 * 2 ** 20;

const MODE_BITS = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const SYMLINK = 0o120000;

/** The first thing that is wrong with its name: unpacked under it, a file may land anywhere. */
function wrongName(name: string): string | null {
  if (name === '') return 'no name';
  if (name.includes('\0')) return 'a name with a NUL, at which some readers end it';
  if (/\p{Cc}/u.test(name)) return 'a name with control characters';
  if (name.includes('\\')) return 'a name with a backslash, which is a folder to some readers';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'an absolute path';
  if (name.split('/').includes('..')) return 'a path that leads out of the folder';
  return null;
}

export function isSymlink({ attributes }: Entry): boolean {
  return kindOf(attributes) === SYMLINK;
}

/** By its Unix mode; 0: made by another system. */
function kindOf(attributes: number): number {
  return (attributes >>> 16) & MODE_BITS;
}

/** Whether it becomes far more than weights would. */
export function isBomb({ compressed, size }: Pick<Entry, 'compressed' | 'size'>): boolean {
  return size > BOMB_BYTES && size > compressed * MOST_RATIO;
}

/** Everything that a record alone says against its member. */
export function wrongsOf({ name, flags, method, attributes, compressed, size }: Entry): Wrong[] {
  const wrongs: Wrong[] = [];
  const unsafe = (rule: string, message: string) => wrongs.push({ rule, concern: 'safety', message });
  const bad = wrongName(name);
  if (bad) unsafe('zip_slip', `Expected a plain path within the archive, found ${bad}`);
  const kind = kindOf(attributes);
  if (kind === SYMLINK) unsafe('zip_symlink', 'Expected a file, found a symbolic link');
  else if (![0, REGULAR, FOLDER].includes(kind)) unsafe('zip_special_file', 'Expected a file, found a special one');
  if ((flags & ENCRYPTED) !== 0) {
    unsafe('zip_encrypted', 'Expected a member that can be read, found an encrypted one');
  }
  if (method !== STORED && method !== DEFLATED) {
    const message = `Expected a stored or deflated member, found method ${method}`;
    wrongs.push({ rule: 'zip_method', concern: 'format', message });
  }
  if (method === STORED && compressed !== size) {
    const message = `Expected as many bytes stored as the member has, found ${compressed} of ${size}`;
    wrongs.push({ rule: 'zip_stored_size', concern: 'format', message });
  }
  if (isBomb({ compressed, size })) {
    const found = `${compressed} that become ${size}`;
    unsafe('zip_bomb_ratio', `Expected at most ${MOST_RATIO} bytes out of each, found ${found}`);
  }
  return wrongs;
}
