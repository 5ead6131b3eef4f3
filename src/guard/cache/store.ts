import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../core/make-folder.js';
import { isSystemError } from '../../core/system-error.js';
import type { CacheFolder } from './folder.js';

/** Entries are spread over as many folders by the first two digits of their key; each has its share of the bytes. */
const SHARDS = 256;

/** Ours by name: nothing else in the folder is ever removed. */
const ENTRY = /^[0-9a-f]{64}\.verdict$/;
const BEGUN = /^[0-9a-f]{64}\.[0-9a-f]{12}\.tmp$/;

/** A file that was begun so long ago lost its writer. Writing one takes milliseconds. */
const LOST_AFTER_MS = 3_600_000;

/**
 * The text under a key, which counts as used now; null where there is none.
 * @throws what the operating system refuses
 */
export async function readEntry(folder: CacheFolder, key: string): Promise<string | null> {
  try {
    // a link or a pipe of that name is nothing that we wrote; O_NOFOLLOW is missing on Windows
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0);
    const file = await open(placeOf(folder, key), flags);
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size > shareOf(folder)) return null;
      const text = await file.readFile('utf8');
      const now = new Date();
      // a folder that can only be read still serves
      await file.utimes(now, now).catch(ignoreReadOnly);
      return text;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ELOOP')) return null;
    throw error;
  }
}

/**
 * Keeps a text under a key: written beside its place and renamed, so that others see all of it or nothing. The least
 * recently used entries make room.
 * @throws what the operating system refuses
 */
export async function writeEntry(folder: CacheFolder, key: string, text: string): Promise<void> {
  if (Buffer.byteLength(text) > shareOf(folder)) return;
  const place = placeOf(folder, key);
  const shard = join(place, '..');
  await makeFolder(shard, folder.shared ? 0o777 : 0o700);
  const begun = join(shard, `${key}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(begun, text, { flag: 'wx', mode: folder.shared ? 0o666 : 0o600 });
    await rename(begun, place);
  } catch (error) {
    await rm(begun, { force: true });
    throw error;
  }
  await makeRoom(shard, shareOf(folder));
}

async function makeRoom(shard: string, share: number): Promise<void> {
  const files = await filesIn(shard);
  const lost = files.filter(({ name, usedMs }) => BEGUN.test(name) && Date.now() - usedMs > LOST_AFTER_MS);
  const entries = files.filter(({ name }) => ENTRY.test(name)).toSorted((a, b) => a.usedMs - b.usedMs);
  let excess = entries.reduce((total, { bytes }) => total + bytes, 0) - share;
  const unused = entries.filter(({ bytes }) => {
    const leaves = excess > 0;
    excess -= bytes;
    return leaves;
  });
  for (const { name } of [...lost, ...unused]) await rm(join(shard, name), { force: true });
}

interface FileInShard {
  readonly name: string;
  readonly bytes: number;
  readonly usedMs: number;
}

async function filesIn(shard: string): Promise<FileInShard[]> {
  const found = await Promise.all((await readdir(shard)).map((name) => factsOf(shard, name)));
  return found.filter((file) => file !== null);
}

/** null for a file that another process removed meanwhile. */
async function factsOf(shard: string, name: string): Promise<FileInShard | null> {
  try {
    const { size, mtimeMs } = await stat(join(shard, name));
    return { name, bytes: size, usedMs: mtimeMs };
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

function placeOf({ dir }: CacheFolder, key: string): string {
  return join(dir, key.slice(0, 2), `${key}.verdict`);
}

function shareOf({ maxBytes }: CacheFolder): number {
  return Math.floor(maxBytes / SHARDS);
}

function ignoreReadOnly(error: unknown): void {
  if (!isSystemError(error) || !['EROFS', 'EPERM', 'EACCES'].includes(error.code ?? '')) throw error;
}
