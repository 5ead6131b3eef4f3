import type { ByteSource } from '../../source/byte-source.js';
import type { ArtifactFormat, FileStructure, ReadContext } from '../format.js';
import { FormatError } from '../../errors.js';
import { readArchive } from '../zip/archive.js';
import { isZip } from '../zip/signature.js';
import { readArray, type NpyArray } from './array.js';
import { MAGIC } from './header.js';

const ENDING = '.npy';
/** Of a local header, and where it says how long the name is that follows. */
const LOCAL_LENGTH = 30;
const NAME_LENGTH_AT = 26;

/** Arrays of numpy: one in a file (.npy), or several in a zip archive (.npz). */
export const npy: ArtifactFormat = {
  name: 'npy',
  title: 'arrays of numpy',
  extensions: ['.npy', '.npz'],
  matches: (head, source) => MAGIC.equals(head.subarray(0, MAGIC.length)) || isArrays(head, source),
  read(source, context) {
    if (!isZip(source.read(0, 4)) && !source.name.toLowerCase().endsWith('.npz')) {
      return structureOf(source, [readArray(source, withoutEnding(source.name), context)], null);
    }
    return readArrays(source, context);
  },
};

function readArrays(source: ByteSource, context: ReadContext): FileStructure {
  const archive = readArchive(source, context);
  const arrays = archive.members.flatMap((member) => {
    const note = (rule: string, concern: 'format' | 'safety', offset: number | null, message: string) => {
      const place = { file: source.name, offset, part: member.name };
      context.problems.add({ rule, concern, severity: 'error', ...place, message });
    };
    if (!member.name.endsWith(ENDING)) {
      note('npy_stray_member', 'safety', member.at, 'Expected arrays only, found another member');
      return [];
    }
    try {
      return readArray(member.open(), withoutEnding(member.name), context);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      // its byte is that of the member's content, which may be compressed
      note(error.code, 'format', member.at, `${error.message} (byte ${error.offset} of the member)`);
      return [];
    }
  });
  return structureOf(source, arrays, archive.members.length);
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

/** Whether a zip archive's first member is called an array. */
function isArrays(head: Uint8Array, source: ByteSource): boolean {
  if (!isZip(head) || head.length < LOCAL_LENGTH) return false;
  const length = Buffer.from(head).readUInt16LE(NAME_LENGTH_AT);
  return Buffer.from(source.read(LOCAL_LENGTH, length)).toString('latin1').endsWith(ENDING);
}

function withoutEnding(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return file.toLowerCase().endsWith(ENDING) ? file.slice(0, -ENDING.length) : file;
}
