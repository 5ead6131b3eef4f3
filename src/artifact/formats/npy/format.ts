import type { ByteSource } from '../../source/byte-source.js';
import type { ArtifactFormat, FileStructure, ReadContext } from '../format.js';
import { FormatError } from '../../errors.js';
import { readArchive, type ArchiveMember } from '../zip/archive.js';
import { zipKindOf } from '../zip/kind.js';
import { isZip } from '../zip/signature.js';
import { readArray, type NpyArray } from './array.js';
import { MAGIC } from './header.js';

const ENDING = '.npy';

/** Arrays of numpy: one in a file (.npy), or several in a zip archive (.npz). */
export const npy: ArtifactFormat = {
  name: 'npy',
  title: 'arrays of numpy',
  extensions: ['.npy', '.npz'],
  matches: (head, source) =>
    MAGIC.equals(head.subarray(0, MAGIC.length)) || (isZip(head) && zipKindOf(source) === 'arrays'),
  read(source, context) {
    if (!isZip(source.read(0, 4)) && !source.name.toLowerCase().endsWith('.npz')) {
      return structureOf(source, [readArray(source, withoutEnding(source.name), context)], null);
    }
    return readArrays(source, context);
  },
};

function readArrays(source: ByteSource, context: ReadContext): FileStructure {
  const arrays: NpyArray[] = [];
  let count = 0;
  for (const member of readArchive(source, context).members) {
    count += 1;
    const array = arrayIn(member, source, context);
    if (array) arrays.push(array);
  }
  return structureOf(source, arrays, count);
}

/** null: it is none; why is noted. */
function arrayIn({ name, at, content }: ArchiveMember, source: ByteSource, context: ReadContext): NpyArray | null {
  const note = (rule: string, concern: 'format' | 'safety', message: string): null => {
    context.problems.add({ rule, concern, severity: 'error', file: source.name, offset: at, part: name, message });
    return null;
  };
  if (!name.endsWith(ENDING)) return note('npy_stray_member', 'safety', 'Expected arrays only, found another member');
  try {
    return content && readArray(content, withoutEnding(name), context);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // its byte is that of the member's content, which may be compressed
    return note(error.code, 'format', `${error.message} (byte ${error.offset} of the member)`);
  }
}

function structureOf({ name }: ByteSource, arrays: readonly NpyArray[], members: number | null): FileStructure {
  return {
    format: 'npy',
    version: arrays[0]?.header.version ?? null,
    file: name,
    tensors: arrays.map(({ tensor }) => tensor),
    external: [],
    architecture: null,
    metadata: {},
    details: {
      fortranOrder: arrays.filter(({ header }) => header.fortranOrder).length,
      ...(members !== null && { members }),
    },
  };
}

function withoutEnding(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return file.toLowerCase().endsWith(ENDING) ? file.slice(0, -ENDING.length) : file;
}
