import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { reasonOf } from '../../core/errors.js';
import { ArtifactError } from '../errors.js';
import type { Layout, Member } from '../facts.js';
import type { Problem } from '../problem.js';
import type { ArtifactBudget } from '../task.js';

/**
 * What lies at a path: one file, or all files below a folder. No link is followed: what it leads to is not of the
 * artifact, and is a problem.
 * @throws ArtifactError `not_found`, `not_a_file`, `unreadable`, `too_many_files`
 */
export function layoutOf(path: string, { maxMembers }: ArtifactBudget): Layout {
  const stats = statOf(path);
  if (stats.isFile()) {
    const name = basename(path);
    return { kind: 'file', members: [{ name, path, bytes: stats.size }], bytes: stats.size, problems: [] };
  }
  if (!stats.isDirectory()) throw new ArtifactError('not_a_file', `${path} is neither a regular file nor a folder`);
  const members: Member[] = [];
  const problems: Problem[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(join(path, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else if (entry.isFile()) members.push({ name, path: join(path, name), bytes: statOf(join(path, name)).size });
      else problems.push(stray(name, entry.isSymbolicLink()));
      if (members.length + waiting.length + problems.length > maxMembers) {
        throw new ArtifactError('too_many_files', `${path} has more than ${maxMembers} files`);
      }
    }
  }
  // by code units: the same on every machine
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { kind: 'folder', members, bytes: members.reduce((sum, { bytes }) => sum + bytes, 0), problems };
}

function stray(name: string, isLink: boolean): Problem {
  const what = isLink ? 'a symbolic link' : 'neither a file nor a folder';
  const message = `${name} is ${what}: an artifact has regular files only`;
  const rule = isLink ? 'layout_symlink' : 'layout_special_file';
  return { rule, concern: 'layout', severity: 'error', file: name, offset: null, part: null, message };
}

function statOf(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ArtifactError('not_found', `There is nothing at ${path}`);
    throw new ArtifactError('unreadable', `${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}
