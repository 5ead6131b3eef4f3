import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { describe, UsageError } from '../../core/errors.js';
import { makeFolder } from '../../core/make-folder.js';

/** Where verdicts are kept, and within which bounds. */
export interface CacheSettings {
  /** `auto`: the user's cache folder. */
  readonly dir: string;
  readonly maxBytes: number;
  /** Others may write to the folder too, and all of them are trusted. */
  readonly shared: boolean;
}

/** An opened cache. */
export interface CacheFolder extends CacheSettings {
  readonly dir: string;
}

/** Bits of a mode that let the group and others write. */
const OTHERS_WRITE = 0o022;

/**
 * The folder, made when it is not there.
 * @throws UsageError `cache_unsafe` where others may write: they could leave verdicts there; `invalid_argument` for what
 *   is no folder; and what the operating system refuses
 */
export async function openFolder(settings: CacheSettings, env: NodeJS.ProcessEnv): Promise<CacheFolder> {
  const dir = settings.dir === 'auto' ? join(userCache(env), 'pressproof') : resolve(settings.dir);
  await makeFolder(dir, settings.shared ? 0o777 : 0o700);
  if (!settings.shared) refuseUnsafe(dir, await stat(dir));
  return { ...settings, dir };
}

function refuseUnsafe(dir: string, { mode, uid }: Stats): void {
  // Windows has no such modes: its own rights on the folder have to do
  const self = process.getuid?.();
  if (self === undefined) return;
  const why =
    (mode & OTHERS_WRITE) !== 0 ? 'others may write to it' : uid !== self && uid !== 0 ? 'it is another user’s' : null;
  if (why === null) return;
  throw new UsageError(
    'cache_unsafe',
    `Expected a folder that only its user can write to for cache.dir but received ${describe(dir)}: ${why}, and who writes there decides verdicts (chmod go-w, or set cache.shared)`,
  );
}

/** XDG Base Directory Specification: a relative path there is to be ignored. */
function userCache(env: NodeJS.ProcessEnv): string {
  const stated = env['XDG_CACHE_HOME'] ?? '';
  return isAbsolute(stated) ? stated : join(homedir(), '.cache');
}
