import { lstatSync, statSync, type BigIntStats } from 'node:fs';
import { basename, join } from 'node:path';
import { identityOf, openFailure } from '../../core/regular-file.js';
import { ArtifactError } from '../errors.js';
import type { Layout, Member } from '../contents.js';
import type { Problem } from '../problem.js';
import type { ArtifactBudget } from '../task.js';
import { blobBehind, refuseWholeCache } from './hub-cache.js';
import { entriesOf, nameProblem, strayProblem } from './entries.js';

/**
 * What lies at a path: one file, or all files below a folder. A path that its user gave may be a link; within a folder
 * none is followed, those of a cache aside (hub-cache.ts): what it leads to is not of the artifact, and is a problem.
 * @throws ArtifactError `unreadable`, `too_many_files`, `whole_cache`
 */
export function layoutOf(path: string, budget: ArtifactBudget): Layout {
  const stats = statOf(path, statSync);
  if (stats?.isFile()) {
    // whoever names a link names the file
    const member = memberOf(basename(path), path, stats);
    return { kind: 'file', members: [member], bytes: member.bytes, problems: [] };
  }
  if (stats?.isDirectory()) return folderLayout(path, budget);
  const problem = stats
    ? { rule: 'layout_special_file', message: `${path} is neither a regular file nor a folder` }
    : { rule: 'layout_not_found', message: `There is nothing at ${path}` };
  const at = { file: null, offset: null, part: null };
  return {
    kind: 'missing',
    members: [],
    bytes: 0,
    problems: [{ ...problem, ...at, concern: 'layout', severity: 'error' }],
  };
}

function folderLayout(path: string, { maxMembers }: ArtifactBudget): Layout {
  refuseWholeCache(path);
  const members: Member[] = [];
  const problems: Problem[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of entriesOf(join(path, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const linked = entry.kind === 'link' && entry.isText ? linkedMember(name, join(path, name)) : null;
      const problem = nameProblem(name, entry) ?? (linked ? null : strayProblem(name, entry.kind, join(path, name)));
      // found and gone again: what is there is what the next look finds
      const stats = entry.kind === 'file' && entry.isText ? statOf(join(path, name), lstatSync) : null;
      if (problem) problems.push(problem);
      if (entry.kind === 'folder' && entry.isText) waiting.push(name);
      if (stats) members.push(memberOf(name, join(path, name), stats));
      if (linked) members.push(linked);
      if (members.length + waiting.length + problems.length > maxMembers) {
        throw new ArtifactError('too_many_files', `${path} has more than ${maxMembers} files`);
      }
    }
  }
  // by code units: the same on every machine
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { kind: 'folder', members, bytes: members.reduce((sum, { bytes }) => sum + bytes, 0), problems };
}

/**
 * What of an artifact is not as it was found, as its name; null: nothing. A folder is listed anew, because a file that
 * came or went changes what the artifact is.
 */
export function changedSince(path: string, found: Layout, budget: ArtifactBudget): string | null {
  const states = ({ members }: Layout): Map<string, string> =>
    new Map(members.map((member) => [member.name, stateOf(member)]));
  const before = states(found);
  const now = states(layoutOf(path, budget));
  for (const [name, state] of before) if (now.get(name) !== state) return name;
  return [...now.keys()].find((name) => !before.has(name)) ?? null;
}

/** @throws ArtifactError `file_changed` where one is not the file that was found */
export function refuseChanged(members: readonly Member[]): void {
  for (const { name, path, isLink, ...found } of members) {
    const stats = statOf(path, statSync);
    const now = isLink ? linkedMember(name, path) : stats && memberOf(name, path, stats);
    if (now && stateOf(now) === stateOf(found)) continue;
    throw new ArtifactError('file_changed', `${path}: was written to or replaced while it was looked at`);
  }
}

/** What was swapped and swapped back has another one, too. */
function stateOf({ identity, changedNs }: Pick<Member, 'identity' | 'changedNs'>): string {
  return `${identity}:${changedNs}`;
}

function memberOf(name: string, path: string, stats: BigIntStats): Member {
  return { name, path, bytes: Number(stats.size), identity: identityOf(stats), changedNs: stats.ctimeNs };
}

/** Read by its name, as loaders do, and as the file that was found behind it; null: it does not lead to one of the cache. */
function linkedMember(name: string, path: string): Member | null {
  const blob = blobBehind(path);
  const link = blob && statOf(path, lstatSync);
  if (!link) return null;
  // a link that led elsewhere for a while is a younger one
  const changedNs = link.ctimeNs > blob.ctimeNs ? link.ctimeNs : blob.ctimeNs;
  return { ...memberOf(name, path, blob), changedNs, isLink: true };
}

/** null: there is nothing. */
function statOf(path: string, look: typeof statSync): BigIntStats | null {
  try {
    return look(path, { bigint: true }) ?? null;
  } catch (error) {
    const failure = openFailure(path, error, ArtifactError);
    if (failure.code === 'not_found') return null;
    throw failure;
  }
}
