/** Lists of GGUF keys, those of tokenizers above all: longer, shorter, of other elements. */
import fc from 'fast-check';
import { ByteWriter } from '../../../fixtures/artifacts/bytes.js';
import { VALUE_TYPES, type GgufFile, type GgufKey } from '../../../fixtures/artifacts/gguf.js';
import type { Change } from './mutant.js';

/** A list in its parts. */
interface Elements {
  readonly type: number;
  readonly items: readonly Uint8Array[];
  /** As the file says it, where that lies. */
  readonly count?: bigint;
}

/** Bytes of one element; 4 of those that are not here. */
const SIZES = new Map<number, number>([
  [VALUE_TYPES.u8, 1],
  [VALUE_TYPES.i8, 1],
  [VALUE_TYPES.bool, 1],
  [VALUE_TYPES.u16, 2],
  [VALUE_TYPES.i16, 2],
  [VALUE_TYPES.u64, 8],
  [VALUE_TYPES.i64, 8],
  [VALUE_TYPES.f64, 8],
]);

function elementsOf({ bytes }: GgufKey): Elements {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = view.getUint32(0, true);
  const items: Uint8Array[] = [];
  for (let at = 12; at < bytes.length;) {
    const length = type === VALUE_TYPES.string ? 8 + Number(view.getBigUint64(at, true)) : (SIZES.get(type) ?? 4);
    items.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { type, items };
}

function keyOf(key: GgufKey, { type, items, count }: Elements): GgufKey {
  const out = new ByteWriter().u32(type).u64(count ?? items.length);
  for (const item of items) out.bytes(item);
  return { ...key, bytes: out.done() };
}

function listChange(how: string, at: number, change: (elements: Elements) => Elements): Change<GgufFile> {
  const apply = (file: GgufFile): GgufFile => {
    const lists = file.keys.filter(({ type }) => type === VALUE_TYPES.array);
    const chosen = lists[at % Math.max(1, lists.length)];
    // a damaged one is left alone
    return !chosen
      ? file
      : { ...file, keys: file.keys.map((key) => (key === chosen ? keyOf(key, change(elementsOf(key))) : key)) };
  };
  return { how: `${how} in list ${at % 4}`, apply };
}

const texts = ['', ' ', 'a', '\u2581', '<0x00>', '<0xZZ>', 'a b', 'x'.repeat(300), '\0', '\u00e9'].map((text) =>
  Buffer.from(text),
);
const strings = [...texts, Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xe2, 0x96])].map((text) =>
  new ByteWriter().u64(text.length).bytes(text).done(),
);
const words = [0, 1, 2, 3, 4, 5, 6, 7, 32, 0x7fffffff, 0xffffffff, 0x7fc00000, 0x7f800000, 0x80000000].map((word) =>
  new ByteWriter().u32(word).done(),
);

function replaced({ type, items }: Elements, index: number, with_: number): Elements {
  const pool = type === VALUE_TYPES.string ? strings : words;
  const item = pool[with_ % pool.length]!;
  return { type, items: items.map((one, place) => (place === index % items.length ? item : one)) };
}

const which = fc.nat(11);
const place = fc.nat(10_000);

export const changedLists: fc.Arbitrary<Change<GgufFile>> = fc.oneof(
  fc
    .tuple(which, fc.constantFrom(0, 1, 2, 149, 255, 297, 298))
    .map(([at, length]) =>
      listChange(`the first ${length}`, at, ({ type, items }) => ({ type, items: items.slice(0, length) })),
    ),
  fc.tuple(which, place).map(([at, from]) =>
    listChange(`element ${from} again`, at, ({ type, items }) => ({
      type,
      items: [...items, ...items.slice(from % Math.max(1, items.length)).slice(0, 1)],
    })),
  ),
  fc
    .tuple(which, place, place)
    .map(([at, index, with_]) =>
      listChange(`another element ${index}`, at, (elements) => replaced(elements, index, with_)),
    ),
  fc.tuple(which, place, place).map(([at, from, to]) =>
    listChange(`element ${from} as ${to}`, at, ({ type, items }) => ({
      type,
      items: items.map((one, index) => (index === to % items.length ? items[from % items.length]! : one)),
    })),
  ),
  fc
    .tuple(which, fc.nat(13))
    .map(([at, type]) => listChange(`elements of type ${type}`, at, ({ items }) => ({ type, items }))),
  fc.tuple(which, fc.constantFrom(-1n, 1n, 2n ** 20n, 2n ** 30n, 2n ** 61n)).map(([at, more]) =>
    listChange(`${more} more`, at, ({ type, items }) => ({
      type,
      items,
      count: BigInt.asUintN(64, BigInt(items.length) + more),
    })),
  ),
);
