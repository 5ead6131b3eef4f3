import type { Json } from '../../../core/check.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import type { ArtifactFormat, FileStructure, ReadContext } from '../format.js';
import { alignmentOf } from './alignment.js';
import { judgeArchitecture } from './architecture.js';
import { judgeByteTokens } from './byte-tokens.js';
import { placeTensors } from './data.js';
import type { Keys } from './key.js';
import { readKeys } from './keys.js';
import { MAGIC, readVersion } from './magic.js';
import { Notes } from './notes.js';
import { splitOf } from './split-keys.js';
import { judgeTemplates } from './template.js';
import { checkTensorCount, readEntries, type Entry } from './tensors.js';
import { judgeTokenizer } from './tokenizer.js';
import { judgeEnd, judgeGaps } from './trailer.js';

/**
 * Keys and values, entries of tensors, and their data, version 2 and 3 (ggml/docs/gguf.md), held to the rules of
 * llama.cpp's own reader. The header is read once, from its first byte to its last; no data is read.
 */
export const gguf: ArtifactFormat = {
  name: 'gguf',
  title: 'GGUF',
  extensions: ['.gguf'],
  matches: (head) => MAGIC.every((byte, index) => head[index] === byte),
  read: (source, context) => {
    const cursor = new Cursor(source, 'gguf_truncated');
    const notes = new Notes(source.name, context);
    const version = readVersion(source, cursor);
    const { keys, entries } = readHeader(source, cursor, { notes, context });
    const alignment = alignmentOf(keys);
    const start = Math.ceil(cursor.position / alignment) * alignment;
    const data = { start, alignment, size: source.size };
    const placed = placeTensors(entries, data, notes);
    // where something is wrong with a tensor, it is not known what lies between and behind them
    if (placed.end !== null) {
      judgeGaps(source, gapsOf(cursor.position, start, placed.tensors), notes);
      // without tensors nothing has to be where they would begin
      if (entries.length > 0 || source.size > start) judgeEnd(source, placed.end, data, notes);
    }
    const split = splitOf(keys, notes);
    // gguf-split leaves the first of several parts to metadata where it is told so
    if (entries.length === 0 && split?.no !== 0) {
      notes.warning('no_tensors', NO_TENSORS, 'Expected tensors, found a header without any');
    }
    judgeTokenizer(keys, notes);
    judgeByteTokens(source, keys, notes);
    judgeTemplates(keys, notes);
    const judged = judgeArchitecture({ keys, entries, isPart: split !== null }, notes);
    return structureOf({ source, version, keys, tensors: placed.tensors }, { split, judged });
  },
};

/** Byte of the count of tensors. */
const TENSORS_AT = 8;
const KEYS_AT = 16;
const NO_TENSORS = { offset: TENSORS_AT, part: null };

function readHeader(
  source: ByteSource,
  cursor: Cursor,
  { notes, context: { budget } }: { readonly notes: Notes; readonly context: ReadContext },
): { readonly keys: Keys; readonly entries: readonly Entry[] } {
  const tensorCount = cursor.u64('The count of tensors');
  const keyCount = cursor.u64('The count of keys');
  const count = checkTensorCount(tensorCount, TENSORS_AT, cursor.remaining, budget);
  const keys = readKeys({ source, cursor, notes }, keyCount, KEYS_AT);
  return { keys, entries: readEntries({ source, cursor, notes, budget }, count) };
}

/** Between the header and the first tensor, and between each and the next. */
function* gapsOf(
  header: number,
  start: number,
  tensors: FileStructure['tensors'],
): Iterable<readonly [number, number]> {
  yield [header, start];
  let behind: number | null = null;
  for (const { offset, bytes } of tensors) {
    if (behind !== null) yield [behind, offset];
    behind = offset + bytes;
  }
}

interface Read {
  readonly source: ByteSource;
  readonly version: number;
  readonly keys: Keys;
  readonly tensors: FileStructure['tensors'];
}

function structureOf(
  { source, version, keys, tensors }: Read,
  { split, judged }: { readonly split: Json; readonly judged: Json },
): FileStructure {
  const architecture = keys.get('general.architecture')?.value;
  return {
    format: 'gguf',
    version: String(version),
    file: source.name,
    tensors,
    external: [],
    architecture: typeof architecture === 'string' ? architecture : null,
    // as own properties, also one called __proto__
    metadata: Object.fromEntries([...keys].map(([name, { value }]) => [name, shown(value)])),
    details: { requiredTensors: judged, ...(split !== null && { split }) },
  };
}

/** Characters of a text that are shown to people. */
const SHOWN = 1000;

function shown(value: Json): Json {
  return typeof value === 'string' && value.length > SHOWN ? `${value.slice(0, SHOWN)}...` : value;
}
