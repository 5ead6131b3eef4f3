import { extname, relative } from 'node:path';
import { invalidArgument } from '../../core/errors.js';
import type { Location } from '../item.js';
import { isS3, locationBelow, s3Place } from '../storage/location.js';
import { isOfOneObject, storageOf } from '../storage/index.js';
import { keysBelow } from '../storage/s3/list.js';
import { hasImageExtension, imagesBelow, isFolder } from './folder.js';
import { isFoundAs, otherForms, ownForms } from './forms.js';
import { safeName, wasChanged } from './name.js';
import type { Listed, Source, SourceOptions } from './source.js';

/** How the output of an original is found: by its name in another folder, by a suffix of its name, or both. */
export interface Pairing {
  /** null: beside its original. */
  readonly against: Location | null;
  /** Before the extension; empty: the same name. */
  readonly suffix: string;
}

/** Questions to a storage that are open at once: each takes some ms over a network. */
const ASKED_AT_ONCE = 32;

/**
 * null: only manifests say what belongs together.
 * @throws UsageError
 */
export async function pairingOf(against: Location | null, suffix: string | null): Promise<Pairing | null> {
  if (suffix !== null && !/^[^/\\\0]+$/.test(suffix)) {
    throw invalidArgument('--suffix', 'what names of outputs have before their extension, e.g. .min', suffix);
  }
  if (against !== null && !isS3(against) && !(await isFolder(against))) {
    throw invalidArgument('--against', 'a folder that is there, or s3://BUCKET/PREFIX', against);
  }
  return against === null && suffix === null ? null : { against, suffix: suffix ?? '' };
}

/** Where the output of an original is, or belongs where there is none. */
export async function foundPartner(listed: Listed, pairing: Pairing): Promise<Location> {
  const partner = partnerOf(listed, pairing);
  for (const other of await ownForms(listed)) {
    const otherwise = partnerOf(other, pairing);
    if (!(await isThere(partner, true)) && (await isThere(otherwise, false))) return otherwise;
  }
  return partner;
}

function partnerOf({ location, name }: Listed, { against, suffix }: Pairing): Location {
  return against === null ? withSuffix(location, suffix) : locationBelow(against, withSuffix(safeName(name), suffix));
}

/** The original that a file is the output of by its name; null: it is an original itself. */
export function originalOf({ location, name }: Listed, { suffix }: Pairing): Listed | null {
  const original = withoutSuffix(location, suffix);
  return original === null ? null : { location: original, name: withoutSuffix(name, suffix) ?? name };
}

/** @param unclear - what it is taken for where a store refuses to say it of this object alone */
export async function isThere(location: Location, unclear: boolean): Promise<boolean> {
  try {
    return (await storageOf(location).stat(location)) !== null;
  } catch (error) {
    if (isS3(location) && (await isOfOneObject(error, location))) return unclear;
    throw error;
  }
}

/** An output that nothing was found to be the original of. */
export interface Orphan {
  /** Where its original would be. */
  readonly original: Listed;
  readonly source: Source;
  readonly output: Location;
}

/**
 * Outputs below `against` whose originals would be among the inputs and are not there, so that a lost original is as
 * visible as a lost output.
 */
export async function* orphansBelow(
  against: Location,
  pairing: Pairing,
  sources: readonly Source[],
  options: SourceOptions,
): AsyncGenerator<Orphan, void> {
  const { suffix } = pairing;
  let asked: Promise<Orphan | null>[] = [];
  for await (const name of namesBelow(against, options)) {
    options.signal.throwIfAborted();
    const original = suffix === '' ? name : withoutSuffix(name, suffix);
    // a name that was changed does not say what it was
    if (original === null || wasChanged(original) || safeName(original) !== original) continue;
    const candidates = sources
      .map((source) => ({ source, original: { location: locationBelow(source.root, original), name: original } }))
      .filter(({ source, original: { location } }) => source.covers(location))
      .map((candidate) => ({ ...candidate, output: locationBelow(against, name) }));
    if (candidates.length > 0) asked.push(orphanOf(candidates, pairing));
    if (asked.length < ASKED_AT_ONCE) continue;
    yield* found(await Promise.all(asked));
    asked = [];
  }
  yield* found(await Promise.all(asked));
}

function found(answers: readonly (Orphan | null)[]): Orphan[] {
  return answers.filter((answer) => answer !== null);
}

async function orphanOf(candidates: readonly Orphan[], pairing: Pairing): Promise<Orphan | null> {
  const there = await Promise.all(candidates.map((candidate) => hasOriginal(candidate, pairing)));
  return there.includes(true) ? null : (candidates[0] ?? null);
}

async function hasOriginal({ original, output }: Orphan, pairing: Pairing): Promise<boolean> {
  // it is an item of its own then, which is done once by whichever way it is found
  if (await isThere(original.location, false)) return true;
  if (isS3(output)) return false;
  for (const other of otherForms(original)) {
    if ((await isFoundAs(partnerOf(other, pairing), output)) && (await isThere(other.location, false))) return true;
  }
  return false;
}

async function* namesBelow(against: Location, options: SourceOptions): AsyncGenerator<string, void> {
  if (!isS3(against)) {
    for await (const path of imagesBelow(against, options)) yield relative(against, path);
    return;
  }
  const { bucket, key } = s3Place(against);
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  for await (const found of keysBelow({ bucket, key: prefix }, options.signal)) {
    if (hasImageExtension(found)) yield found.slice(prefix.length);
  }
}

function withSuffix(path: string, suffix: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}${suffix}${extension}`;
}

/** null: it has none. */
function withoutSuffix(path: string, suffix: string): string | null {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return suffix !== '' && stem.endsWith(suffix) ? `${stem.slice(0, -suffix.length)}${extension}` : null;
}
