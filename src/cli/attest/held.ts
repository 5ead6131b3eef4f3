import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Problem } from '../../artifact/problem.js';
import type { Attested, AttestedSubject } from '../../report/attest/verify.js';

/** A file on this machine, and whether a statement is of it. */
export interface HeldFile {
  readonly path: string;
  readonly outcome: 'attested' | 'differs' | 'missing' | 'not_attested';
  readonly message: string;
}

export interface Found {
  /** As it was given. */
  readonly path: string;
  readonly isFolder: boolean;
  /** sha256 by name; in a folder relative to it. */
  readonly files: ReadonlyMap<string, string>;
  /** Links and special files. */
  readonly strays: readonly Problem[];
}

/**
 * A file is attested where its digest is one of the statement, whatever it was called there. A folder has to be the one that
 * the statement is of: every file under its name, none missing, none added. Of a statement on a batch it may be one of the
 * folders that the names of its files lead through. Names of older ones are paths: of those the ones below it count.
 */
export function heldAgainst({ subjects }: Attested, found: Found): HeldFile[] {
  if (found.isFolder)
    return best(waysTo(found.path, subjects).map((way) => heldFolder(namesIn(found, way, subjects), found)));
  const digests = new Set(subjects.map(({ sha256 }) => sha256));
  const { path, files } = found;
  return [...files.values()].map((sha256): HeldFile => {
    if (digests.has(sha256)) return { path, outcome: 'attested', message: 'its digest is attested' };
    const { isNamed, sha256: expected } = announcedFor(path, subjects);
    if (isNamed) return { path, outcome: 'differs', message: `expected sha256 ${expected}, found ${sha256}` };
    const instead = expected === null ? '' : `; the statement is of sha256 ${expected}`;
    return { path, outcome: 'not_attested', message: `nothing is attested of sha256 ${sha256}${instead}` };
  });
}

/** The one of which nothing is wrong; else the one of which most is right. */
function best(tried: readonly (readonly HeldFile[])[]): HeldFile[] {
  const right = (held: readonly HeldFile[]) => held.filter(({ outcome }) => outcome === 'attested').length;
  const whole = tried.find((held) => right(held) === held.length);
  return [...(whole ?? tried.reduce((most, held) => (right(held) > right(most) ? held : most)))];
}

/** What names of a folder's files may begin with, the deepest folder first: it has to be called as the statement calls it. */
function waysTo(path: string, subjects: readonly AttestedSubject[]): string[] {
  const parts = resolve(path).split(sep);
  const ways = parts.map((_, from) => `${parts.slice(from).join('/')}/`);
  return [...ways.filter((way) => isPart(way, subjects)), ''];
}

/** Whether names lead through a folder that holds all files of each test that it holds any of: a part of a model is none. */
function isPart(way: string, subjects: readonly AttestedSubject[]): boolean {
  const within = ({ name }: AttestedSubject) => name?.startsWith(way) === true;
  const tests = new Set(subjects.filter(within).map(({ test }) => test));
  // of a statement on a single folder that folder alone is meant
  return tests.size > 0 && !tests.has(null) && subjects.every((one) => within(one) || !tests.has(one.test));
}

/** sha256 of the files that a folder should have, by their names in it. */
function namesIn({ path }: Found, way: string, subjects: readonly AttestedSubject[]): ReadonlyMap<string, string> {
  return new Map(
    subjects.flatMap(({ name, sha256 }) => {
      const own = name === null ? null : nameWithin(path, way, name);
      return own === null ? [] : [[own, sha256] as const];
    }),
  );
}

function heldFolder(named: ReadonlyMap<string, string>, { path, files, strays }: Found): HeldFile[] {
  const there = [...files].map(([name, sha256]): HeldFile => {
    const at = `${path}/${name}`;
    const expected = named.get(name);
    if (expected === sha256) return { path: at, outcome: 'attested', message: 'its digest is attested' };
    if (expected === undefined) return { path: at, outcome: 'not_attested', message: 'nothing is attested of it' };
    return { path: at, outcome: 'differs', message: `expected sha256 ${expected}, found ${sha256}` };
  });
  const gone = [...named.keys()].filter((name) => !files.has(name));
  const held = [
    ...there,
    ...gone.map((name): HeldFile => {
      return { path: `${path}/${name}`, outcome: 'missing', message: 'it is attested and is not there' };
    }),
    ...strays.map(({ file, message }): HeldFile => {
      return { path: `${path}/${file ?? ''}`, outcome: 'not_attested', message };
    }),
  ];
  return held.length > 0 ? held : [{ path, outcome: 'not_attested', message: 'nothing is attested of it' }];
}

/** What a statement says of a file by its name, or of the only one that it is of; null: nothing, or too much to say. */
function announcedFor(path: string, subjects: readonly AttestedSubject[]): { isNamed: boolean; sha256: string | null } {
  const named = subjects.filter(({ name }) => name !== null && basename(name) === basename(path));
  const [first, ...others] = named.length > 0 ? named : subjects;
  const sha256 = others.length === 0 ? (first?.sha256 ?? null) : null;
  return { isNamed: sha256 !== null && named.length > 0, sha256 };
}

/** A file's name relative to a folder; null: it lies elsewhere. */
function nameWithin(folder: string, way: string, name: string): string | null {
  if (!isAbsolute(name)) return name.startsWith(way) ? name.slice(way.length) : null;
  const own = relative(resolve(folder), name);
  return own === '..' || own.startsWith(`..${sep}`) || isAbsolute(own) ? null : own;
}
