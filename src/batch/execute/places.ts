import { stat } from 'node:fs/promises';
import { PressproofError, reasonOf } from '../../core/errors.js';
import type { Location } from '../item.js';

/** The files of one item on this machine. */
export interface Places {
  /** What reports call files that lie elsewhere than people know them, by path. */
  readonly names: ReadonlyMap<string, Location>;
  /**
   * An input where engines and checks can read it.
   * @throws PressproofError `input_missing`, `input_unreadable`
   */
  input(location: Location): Promise<string>;
  /** Likewise what was made of an input; that it is not there is for the verdict to say. */
  judged(location: Location): Promise<string>;
  /** Where the output that is to be published at `target` is written. */
  output(staged: Location, target: Location): Promise<string>;
  /** Brings an output from there to where it is staged. */
  deliver(path: string, staged: Location): Promise<void>;
  /** Removes what was fetched for the item. */
  release(): Promise<void>;
}

export function placesOf(): Places {
  const names = new Map<string, Location>();
  return {
    names,
    async input(location) {
      const path = local(location);
      await expectFile(path, location);
      return path;
    },
    judged: async (location) => local(location),
    async output(staged, target) {
      const path = local(staged);
      names.set(path, target);
      return path;
    },
    deliver: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
}

function local(location: Location): string {
  if (!location.startsWith('s3://')) return location;
  throw new PressproofError('unsupported_location', `${location} is not on this machine`);
}

/** So that its absence is not taken for what an engine or a check says of it. */
async function expectFile(path: string, name: Location): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    const what = isGone ? 'is not there any more' : `cannot be read: ${reasonOf(cause)}`;
    throw new PressproofError(isGone ? 'input_missing' : 'input_unreadable', `${name} ${what}`, { cause });
  });
  if (!found.isFile()) throw new PressproofError('input_unreadable', `${name} is no file`);
}
