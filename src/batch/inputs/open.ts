import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { invalidArgument } from '../../core/errors.js';
import { isS3 } from '../storage/location.js';
import { artifactSource } from './artifacts.js';
import { bucketSource } from './bucket.js';
import { absoluteGlob, globSource, isGlob } from './glob.js';
import { fileSource, folderSource } from './local.js';
import { isManifest, manifestSource, type ManifestOptions } from './manifest/manifest.js';
import type { Source } from './source.js';

/**
 * What an input is. What exists under its name is that; what does not may be a glob.
 * @throws UsageError for an input that is nothing; StorageError
 */
export async function openInput(input: string, options: ManifestOptions): Promise<Source> {
  const isModels = options.job === 'artifacts';
  if (isS3(input)) {
    if (isModels) throw invalidArgument('INPUT', 'a place on this machine, where artifacts are judged,', input);
    return await bucketSource(input, options);
  }
  const found = await kindOf(input);
  if (found === 'folder') return isModels ? artifactSource(input, options) : folderSource(input, options);
  // a manifest is read more than once, by who resumes too
  if (found === 'other' && isManifest(input)) throw invalidArgument('INPUT', 'a manifest that is a file', input);
  if (found === 'file' && isManifest(input)) return manifestSource(input, options);
  if (found !== null) return fileSource(input);
  if (isGlob(input)) return globSource(input, options);
  throw invalidArgument('INPUT', 'a folder, a file, a glob or an s3:// address that is there', input);
}

/**
 * The same input from anywhere.
 * @param base - absolute folder that it is relative to
 */
export async function absoluteInput(input: string, base: string): Promise<string> {
  if (isS3(input)) return input;
  const path = resolve(base, input);
  return (await kindOf(path)) === null && isGlob(input) ? absoluteGlob(input, base) : path;
}

/** null: nothing is there. */
export async function kindOf(path: string): Promise<'folder' | 'file' | 'other' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}
