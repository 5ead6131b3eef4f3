import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../../core/system-error.js';
import { temporaryBeside } from '../../core/temporary.js';
import { statIfThere } from '../../guard/files/stat.js';
import type { Location } from '../item.js';
import { placeFault } from './faults.js';

/** What a file system says of a name that it does not take: then it is no other name's either. */
const NO_NAME = ['EINVAL', 'EILSEQ', 'ENAMETOOLONG'];

/**
 * Tells whether two paths below a folder are one file to its file system, by files that are there for a moment: each has
 * rules of its own for what it does not tell apart, and no table says which these are.
 */
export class OneFile {
  readonly #folder: string;
  /** Whether `a` is `A`, which is asked most; null: not asked yet. */
  #foldsCase: boolean | null = null;

  /** @param folder - on this machine */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Part by part, as each folder looks up its own names.
   * @throws RunFault
   */
  async are(one: Location, other: Location): Promise<boolean> {
    const [parts, others] = [one, other].map((path) => path.split('/')) as [string[], string[]];
    if (parts.length !== others.length) return false;
    for (const [index, part] of parts.entries()) if (!(await this.#isOneName(part, others[index] ?? ''))) return false;
    return true;
  }

  async #isOneName(one: string, other: string): Promise<boolean> {
    if (one === other) return true;
    // of ASCII all that fold case say the same, and a corpus may have a million of these
    const isPlain = /^\p{ASCII}*$/u.test(one + other) && one.toLowerCase() === other.toLowerCase();
    return isPlain ? (this.#foldsCase ??= await this.#ask('a', 'A')) : await this.#ask(one, other);
  }

  async #ask(one: string, other: string): Promise<boolean> {
    const folder = temporaryBeside(join(this.#folder, 'probe'), '');
    try {
      await mkdir(folder);
      await writeFile(join(folder, one), '', { flag: 'wx' });
      return (await statIfThere(join(folder, other))) !== null;
    } catch (error) {
      if (isSystemError(error) && NO_NAME.includes(error.code ?? '')) return false;
      throw placeFault(this.#folder, error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
