import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../../core/system-error.js';
import { temporaryBeside } from '../../core/temporary.js';
import { statIfThere } from '../../guard/files/stat.js';
import type { Location } from '../item.js';
import { placeFault } from './faults.js';

/** What a file system says of a name that it does not take: then it is no other name's either. */
const NO_NAME = ['EINVAL', 'EILSEQ', 'ENAMETOOLONG'];

/** What a name has to look like to be a short one, which Windows and DOS make for a file beside its own: `LONGNA~1.GIF`. */
const SHORT = /^(?=[^.]*~\d)[^.]{1,8}(\.[^.]{0,3})?$/;
const LONG_PROBE = 'long name.probe';
const SHORT_PROBE = 'LONGNA~1.PRO';

/** What those who name outputs have to know of the place that these go to. */
export interface NameRules {
  /** Whether two paths are one file. */
  areOne(one: Location, other: Location): Promise<boolean>;
  /** Whether a relative path may be one of a file that was called otherwise. */
  mayBeShort(name: string): Promise<boolean>;
}

/** Of buckets: a key is itself. */
export const EXACT: NameRules = { areOne: async () => false, mayBeShort: async () => false };

/**
 * Asks the file system of a folder what it makes of names, by files that are there for a moment: each has rules of its own
 * for what it does not tell apart, and no table says which these are.
 */
export class FileNames implements NameRules {
  readonly #folder: string;
  /** Whether `a` is `A`, which is asked most; null: not asked yet. */
  #foldsCase: boolean | null = null;
  #makesShort: boolean | null = null;

  /** @param folder - on this machine */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Part by part, as each folder looks up its own names.
   * @throws RunFault
   */
  async areOne(one: Location, other: Location): Promise<boolean> {
    const [parts, others] = [one, other].map((path) => path.split('/')) as [string[], string[]];
    if (parts.length !== others.length) return false;
    for (const [index, part] of parts.entries()) if (!(await this.#isOneName(part, others[index] ?? ''))) return false;
    return true;
  }

  /** @throws RunFault */
  async mayBeShort(name: string): Promise<boolean> {
    if (!name.split('/').some((part) => SHORT.test(part))) return false;
    return (this.#makesShort ??= await this.#ask(LONG_PROBE, SHORT_PROBE));
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
