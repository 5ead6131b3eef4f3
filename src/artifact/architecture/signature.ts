import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Json } from '../../core/check.js';
import type { Structure } from '../contents.js';
import type { FileStructure } from '../formats/format.js';
import type { TensorShape } from './architecture.js';
import { keysOf } from './keys.js';

/** What a model is without its weights: two that have the same can take each other's place. */
export interface ArchitectureSignature {
  /** Of all that is below, in the order of names: never of times, places or the order in files. */
  readonly sha256: string;
  readonly tensors: ReadonlyMap<string, TensorShape>;
  /** Architecture, hyperparameters, sizes of vocabularies, inputs and outputs. */
  readonly keys: ReadonlyMap<string, Json>;
}

export function architectureSignature({ files }: Structure): ArchitectureSignature {
  const folder = commonFolder(files);
  const entries = files.flatMap((file) => {
    const within = inFolder(folder, file.file);
    const tensors = file.tensors.map(({ name, dtype, shape }) => [name, { dtype, shape }] as const);
    return [{ ...within, tensors, keys: keysOf(file) }];
  });
  const tensors = named(entries.map(({ tensors: own, ...place }) => ({ ...place, values: own })));
  const keys = named(entries.map(({ keys: own, ...place }) => ({ ...place, values: own })));
  const hash = createHash('sha256');
  for (const [name, { dtype, shape }] of tensors) hash.update(`${JSON.stringify([name, dtype, shape])}\n`);
  for (const [name, value] of keys) hash.update(`${JSON.stringify([name, value])}\n`);
  return { sha256: hash.digest('hex'), tensors, keys };
}

/** Values of a file, and where it lies below the folder that all of them share. */
interface Placed<T> {
  readonly folder: string;
  readonly file: string;
  readonly values: readonly (readonly [name: string, value: T])[];
}

/**
 * Values by their names, sorted. Which of several files one lies in says nothing, so that shards may be cut otherwise; only
 * where two files of a folder have another value of one name, the file is put before it.
 */
function named<T>(places: readonly Placed<T>[]): Map<string, T> {
  const first = new Map<string, string>();
  const twice = new Set<string>();
  for (const { folder, values } of places) {
    for (const [name, value] of values) {
      const key = `${folder}${name}`;
      const text = JSON.stringify(value);
      if ((first.get(key) ?? text) !== text) twice.add(key);
      first.set(key, text);
    }
  }
  const entries = places.flatMap(({ folder, file, values }) =>
    values.map(([name, value]) => {
      const key = `${folder}${name}`;
      return [twice.has(key) ? `${folder}${file}/${name}` : key, value] as const;
    }),
  );
  // by code units: the same on every machine
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** With `/` at its end; empty where there is none. */
function commonFolder(files: readonly FileStructure[]): string {
  const folders = files.map(({ file }) => posix.dirname(file).split('/'));
  const [first = []] = folders;
  const length = first.findIndex((part, index) => folders.some((other) => other[index] !== part));
  const common = (length < 0 ? first : first.slice(0, length)).join('/');
  return common === '' || common === '.' ? '' : `${common}/`;
}

function inFolder(common: string, file: string): { readonly folder: string; readonly file: string } {
  const folder = posix.dirname(file.slice(common.length));
  return { folder: folder === '.' ? '' : `${folder}/`, file: posix.basename(file) };
}
