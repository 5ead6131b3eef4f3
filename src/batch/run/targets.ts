import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { folded } from '../journal/folded.js';
import { extensionOf, LONGEST, shortened } from '../inputs/name.js';
import type { Item, Location } from '../item.js';
import type { Recipe } from '../recipe.js';
import type { NameRules } from './file-names.js';
import { unlikeness } from './unlike.js';

/** Where an item's file is written first, and where it is published. */
export interface Target {
  readonly staged: Location;
  readonly target: Location;
}

export interface TargetsOptions {
  /** A folder or s3:// prefix, without a slash at its end. */
  readonly outputs: Location;
  readonly staging: Location;
  readonly recipes: readonly Recipe[];
  /** Of where the outputs are. */
  readonly names: NameRules;
  /** Targets of items that are done which are this one, or which `folded` takes for it. */
  readonly like: (target: Location) => readonly Location[];
  /** Hears of the first two that would replace each other here, and of the first two that would elsewhere. */
  readonly tell: (line: string) => void;
}

/** Names outputs: `<recipe>/<name of the input>`. */
export class Targets {
  readonly #options: TargetsOptions;
  readonly #folders: ReadonlyMap<string, string>;
  /** Of items that are not done yet, by what folding makes of them. */
  readonly #claimed = new Map<string, readonly Location[]>();
  readonly #told = new Set<boolean>();

  constructor(options: TargetsOptions) {
    this.#options = options;
    this.#folders = foldersOf(options.recipes);
  }

  /**
   * To be asked in the order of the items, one after the other: of two inputs of one name the first has it, the second its
   * key in addition, and so has a name that may lead to a file of another. The target is the item's until `letGo`, and after that where it is done.
   */
  async claim({ key, entry, recipe }: Item): Promise<Target> {
    const { outputs, staging, names } = this.#options;
    const name = confined(entry.name, key);
    const place = `${outputs}/${this.#folders.get(recipe?.label ?? '') ?? ''}/${name}`;
    const isOthers = (await this.#isTaken(place)) || (await names.mayBeShort(name));
    const target = isOthers ? marked(place, key) : place;
    this.#claimed.set(folded(target), [...this.#claimedLike(target), target]);
    // the extension tells engines the format
    return { staged: `${staging}/${key}${extensionOf(name)}`, target };
  }

  /** Whether another item that is done has the same file, as where an older version or another file system put it. */
  async isShared(target: Location): Promise<boolean> {
    const { names, like } = this.#options;
    for (const other of like(target)) if (other !== target && (await names.areOne(target, other))) return true;
    return false;
  }

  letGo(target: Location): void {
    const others = this.#claimedLike(target).filter((other) => other !== target);
    if (others.length > 0) this.#claimed.set(folded(target), others);
    else this.#claimed.delete(folded(target));
  }

  #claimedLike(target: Location): readonly Location[] {
    return this.#claimed.get(folded(target)) ?? [];
  }

  async #isTaken(place: Location): Promise<boolean> {
    const { names, like } = this.#options;
    const others = [...this.#claimedLike(place), ...like(place)];
    if (others.includes(place)) return true;
    for (const other of others) {
      const isOne = await names.areOne(place, other);
      this.#tellAlike(place, other, isOne);
      if (isOne) return true;
    }
    return false;
  }

  #tellAlike(place: Location, other: Location, isOne: boolean): void {
    const { what, where } = unlikeness(place, other);
    if (this.#told.has(isOne) || (!isOne && where === null)) return;
    this.#told.add(isOne);
    const { outputs, tell } = this.#options;
    const remedy = isOne
      ? `where ${outputs} is they would be one file: the latter, and others like it, have the key of their item in their names`
      : `here they are two files, on ${where} one of them would replace the other: rename an input before they go there`;
    tell(`Outputs ${other} and ${place} differ in ${what}; ${remedy}`);
  }
}

/** Of a folder of outputs: nobody reads a longer one. */
const FOLDER_BYTES = 200;
/** Hex digits of a key in a name: 1 in 10^9 for two of one name. */
const MARK_DIGITS = 8;
/** Leaves room for the key, and the dot before it. */
const MARKED_BYTES = LONGEST - MARK_DIGITS - 1;

/** A relative path that stays below its folder, of names that file systems take. */
function confined(name: string, key: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  const safe = parts.map((part) => {
    if (part === '..') return '_';
    return shortened(part, LONGEST);
  });
  return safe.length === 0 ? key : safe.join('/');
}

function marked(place: string, key: string): string {
  const start = place.lastIndexOf('/') + 1;
  const name = shortened(place.slice(start), MARKED_BYTES);
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  return `${place.slice(0, start)}${stem}.${key.slice(0, MARK_DIGITS)}${extension}`;
}

/** A folder each, of characters that need no quotes in any shell. */
export function foldersOf(recipes: readonly Recipe[]): Map<string, string> {
  const folders = new Map<string, string>();
  const seen = new Set<string>();
  for (const { label } of recipes) {
    const plain = label
      .replaceAll(' | ', '+')
      .replaceAll(/[^\w.+-]+/g, '-')
      .replace(/^\.+/, '')
      .slice(0, FOLDER_BYTES);
    // some file systems tell no capitals from small letters
    const isOwn = plain !== '' && !seen.has(plain.toLowerCase());
    const folder = isOwn && plain.length < FOLDER_BYTES ? plain : `${plain.slice(0, 100)}-${digest(label)}`;
    folders.set(label, folder);
    seen.add(folder.toLowerCase());
  }
  return folders;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, MARK_DIGITS);
}
