import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ArtifactFormat, FileStructure, ReadContext } from '../format.js';
import { readHeader } from './header.js';
import { judgeTensors } from './judge.js';
import { Notes } from './notes.js';

/** Bytes before the header: its length. */
const LENGTH_BYTES = 8;
/** The limit of the library that the format comes from. */
const MAX_HEADER = 100_000_000;
const OPENING = 0x7b;

/**
 * A length, a header in JSON, and the data of the tensors, without holes (README of huggingface/safetensors, "Format").
 * The header is read in one pass and never held.
 */
export const safetensors: ArtifactFormat = {
  name: 'safetensors',
  title: 'safetensors',
  extensions: ['.safetensors'],
  matches: (head, source) => {
    const length = lengthOf(head);
    return head[LENGTH_BYTES] === OPENING && length >= 2n && length <= BigInt(Math.min(MAX_HEADER, source.size));
  },
  read: (source, context) => {
    const end = headerEnd(source, context);
    const [first] = source.read(LENGTH_BYTES, 1);
    if (first !== OPENING) {
      const found = first === undefined ? 'none' : `0x${first.toString(16).padStart(2, '0')}`;
      const message = `Expected \`{\` as the first byte of the header, found ${found}`;
      throw new FormatError('safetensors_header_start', LENGTH_BYTES, message);
    }
    return readBehind(source, end, context);
  },
};

function readBehind(source: ByteSource, end: number, context: ReadContext): FileStructure {
  const file = source.name;
  const notes = new Notes(file, context);
  const header = readHeader(source, [LENGTH_BYTES, end], { notes, context });
  const tensors = judgeTensors(header, { source, start: end, bytes: source.size - end }, notes);
  if (header.tensors.length === 0 && !header.isPartial) {
    notes.warning('no_tensors', 'format', LENGTH_BYTES, null, 'Expected tensors, found a header without any');
  }
  return {
    format: 'safetensors',
    version: null,
    file,
    tensors,
    external: [],
    architecture: null,
    // as own properties, also one called __proto__
    metadata: Object.fromEntries(header.metadata),
    details: { headerBytes: end - LENGTH_BYTES },
  };
}

/** Byte behind the header. */
function headerEnd(source: ByteSource, { budget }: ReadContext): number {
  const { size } = source;
  if (size < LENGTH_BYTES) {
    const message = `Expected 8 bytes with the length of the header, found a file of ${size}`;
    throw new FormatError('safetensors_length', 0, message);
  }
  const length = lengthOf(source.read(0, LENGTH_BYTES));
  const most = Math.min(MAX_HEADER, budget.maxHeldBytes);
  if (length > BigInt(size - LENGTH_BYTES)) {
    const message = `Expected a header within the ${size - LENGTH_BYTES} bytes behind its length, found ${length}`;
    throw new FormatError('safetensors_header_past_end', 0, message);
  }
  if (length > BigInt(most)) {
    throw new FormatError('safetensors_header_size', 0, `Expected a header of at most ${most} bytes, found ${length}`);
  }
  return LENGTH_BYTES + Number(length);
}

/** Of the header, as the first 8 bytes say; 0 where there are fewer. */
function lengthOf(head: Uint8Array): bigint {
  if (head.length < LENGTH_BYTES) return 0n;
  return new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
}
