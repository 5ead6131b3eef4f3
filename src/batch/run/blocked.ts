import { PressproofError, reasonOf } from '../../core/errors.js';
import { isSystemError } from '../../core/system-error.js';
import type { Location } from '../item.js';
import { BLOCKED, GO_ON } from '../tried-again.js';

/** Why one file cannot be at its target. It concerns that item alone. */
export class BlockedTarget extends PressproofError {}

const IN_THE_WAY = ['a file is where its folder would be', 'move that away'] as const;
const NO_RIGHT = ['its folder or what is at its place may not be written to', 'see to the permissions'] as const;
const NO_NAME = [
  'this file system takes no such name',
  'give the input another name, or name another --outputs',
] as const;

/** What is wrong and what helps, by what the system says of one path. */
const OBSTACLES: Readonly<Record<string, readonly [string, string]>> = {
  EISDIR: ['a folder is at its place', 'move that away'],
  EEXIST: IN_THE_WAY,
  ENOTDIR: IN_THE_WAY,
  ENOENT: ['a link in its path leads nowhere', 'take that away'],
  ELOOP: ['a link in its path leads to itself', 'take that away'],
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EBUSY: ['something else uses what is at its place', 'end that'],
  ENAMETOOLONG: [
    'its path is longer than this system takes',
    'name a shorter --outputs, or give the input a shorter name',
  ],
  EINVAL: NO_NAME,
  EILSEQ: NO_NAME,
};

/** Likewise of an object. */
export function blockedObject(error: unknown, target: Location): BlockedTarget {
  return new BlockedTarget(BLOCKED, `${target} cannot be published: ${reasonOf(error)}, ${GO_ON}`, { cause: error });
}

/**
 * What a refused move says of its target, provided that the place for outputs is as it should be and the file is there.
 * null: nothing that is of one target.
 */
export function blockedBy(error: unknown, target: Location): BlockedTarget | null {
  const code = isSystemError(error) ? (error.code ?? '') : '';
  const [what, remedy] = OBSTACLES[code] ?? [];
  if (what === undefined || remedy === undefined) return null;
  const message = `${target} cannot be published: ${what} (${reasonOf(error)}); ${remedy}, ${GO_ON}`;
  return new BlockedTarget(BLOCKED, message, { cause: error });
}
