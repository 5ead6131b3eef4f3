import { rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ResolvedSettings } from '../../config/index.js';
import { makeFolder } from '../../core/make-folder.js';
import { moveFile } from '../../core/move-file.js';
import type { ValidationError } from '../../guard/errors.js';
import { LONGEST, shortened } from '../inputs/name.js';
import type { Item } from '../item.js';

const REPORT = '.report.json';

/** Digits of the key: 2^48 leaves no two of a million items with one name. */
const KEY_DIGITS = 12;

/** Of the name behind the key and its dash, so that its report has room too. */
const NAME_BYTES = LONGEST - KEY_DIGITS - 1 - REPORT.length;

/** The settings with rejected outputs kept beside where they were written, where any are kept: see keepRejected. */
export function keepingBeside(resolved: ResolvedSettings, output: string): ResolvedSettings {
  const { settings } = resolved;
  if (settings.quarantineDir === null) return resolved;
  return { ...resolved, settings: { ...settings, quarantineDir: `${output}.rejected` } };
}

/**
 * Moves a rejected output and its report into a folder under a name that is the item's own, so that an item that is done
 * again replaces them.
 */
export async function keepRejected({ quarantined }: ValidationError, folder: string | null, item: Item): Promise<void> {
  if (quarantined === null || folder === null) return;
  await makeFolder(folder);
  const kept = join(folder, rejectedName(item.key, item.entry.name));
  await moveFile(quarantined, kept);
  await moveFile(`${quarantined}${REPORT}`, `${kept}${REPORT}`);
  await rmdir(dirname(quarantined));
}

/** What the rejected output of an item is called. */
export function rejectedName(key: string, name: string): string {
  return `${key.slice(0, KEY_DIGITS)}-${shortened(basename(name), NAME_BYTES)}`;
}
