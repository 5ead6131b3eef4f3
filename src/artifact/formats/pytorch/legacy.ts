import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import type { FileStructure, ReadContext } from '../format.js';
import type { Made, Value } from '../pickle/values.js';
import { arrayTensors } from '../pickle/tensors.js';
import { walkPickle, type Walk } from '../pickle/walk.js';
import { storageOf, type Storage } from './storages.js';
import { rebuilt, torchTensors, type Place } from './tensors.js';

/** 0x1950a86a20f9469cfc6c as LONG1 writes it: the first pickle of what torch.save wrote before 1.6. */
const MAGIC = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex');
/** Bytes in which it stands: behind PROTO, and FRAME where there is one. */
const MAGIC_WITHIN = 16 + MAGIC.length;

export function isLegacy(head: Uint8Array): boolean {
  return head[0] === 0x80 && Buffer.from(head.subarray(0, MAGIC_WITHIN)).includes(MAGIC);
}

/** Pickles that follow each other: the magic number, the version, the machine, the object, the keys of its storages. */
const PICKLES = 5;

/**
 * Five pickles, then each storage as 8 bytes with the number of its elements and their data.
 * @throws FormatError `pytorch_legacy_keys`, `pytorch_truncated`
 */
export function readLegacy(source: ByteSource, context: ReadContext): FileStructure {
  const walks: Walk[] = [];
  let end = 0;
  while (walks.length < PICKLES && walks.at(-1)?.result !== null) {
    const walk = walkPickle(source, context, { start: end, persistent: true });
    walks.push(walk);
    end = walk.end;
  }
  const [, , , object, keys] = walks;
  let tensors: FileStructure['tensors'] = [];
  if (object?.result && keys?.result) {
    const places = storagesFrom(source, end, keysOf(keys.result, end), storagesIn(object.made), context);
    const place = ({ key }: Storage): Place | null => places.get(key) ?? null;
    tensors = [
      ...torchTensors(object, { file: source.name, context, place }),
      ...arrayTensors(object, source, context),
    ];
  }
  return {
    format: 'pytorch',
    version: 'legacy',
    file: source.name,
    tensors,
    external: [],
    architecture: null,
    metadata: {},
    details: { globals: [...new Set(walks.flatMap(({ globals }) => globals))] },
  };
}

/** A list of texts. @throws FormatError `pytorch_legacy_keys` */
function keysOf(value: Value, at: number): string[] {
  const items = value.kind === 'list' ? value.items : [];
  const keys = items.flatMap((item) => (item.kind === 'text' && item.text !== null ? [item.text] : []));
  if (value.kind === 'list' && keys.length === items.length && new Set(keys).size === keys.length) return keys;
  throw new FormatError('pytorch_legacy_keys', at, 'Expected a list of different keys of storages, found other values');
}

/** The storages that tensors are made of, by their keys; those of one key are the same to torch. */
function storagesIn(made: readonly Made[]): Map<string, Storage> {
  const storages = new Map<string, Storage>();
  for (const call of made) {
    const stored = rebuilt(call)?.[0];
    const storage = stored?.kind === 'stored' ? storageOf(stored) : null;
    if (storage && !storages.has(storage.key)) storages.set(storage.key, storage);
  }
  return storages;
}

/** Reads the lengths of the storages; their data is left where it is. */
function storagesFrom(
  source: ByteSource,
  start: number,
  keys: readonly string[],
  storages: ReadonlyMap<string, Storage>,
  { problems }: ReadContext,
): Map<string, Place> {
  const cursor = new Cursor(source, 'pytorch_truncated', start);
  const places = new Map<string, Place>();
  const file = source.name;
  for (const key of keys) {
    const at = cursor.position;
    const storage = storages.get(key);
    if (!storage) {
      throw new FormatError('pytorch_legacy_keys', at, `Expected the storage ${key} in a tensor, found none`, key);
    }
    const elements = cursor.u64('The length of a storage');
    if (elements !== BigInt(storage.elements)) {
      const message = `Expected a storage of ${storage.elements} elements, found ${elements}`;
      throw new FormatError('pytorch_storage_size', at, message, key);
    }
    const bytes = storage.elements * storage.elementBytes;
    places.set(key, { file, offset: cursor.position, bytes });
    cursor.skip(bytes, `The storage ${key}`);
  }
  if (cursor.remaining > 0) {
    const message = `Expected the file to end with its last storage, found ${cursor.remaining} bytes behind it`;
    const place = { file, offset: cursor.position, part: null };
    problems.add({ rule: 'pytorch_trailing_bytes', concern: 'safety', severity: 'error', ...place, message });
  }
  return places;
}
