import type { Literal } from './literal.js';

/** The type of an array's elements. */
export interface ElementType {
  /** As numpy calls it, `float32`; in another byte order or of several fields as the header spells it. */
  readonly name: string;
  readonly bytes: number;
  /** Whether an element is, or has, any Python object: such an array is a pickle. */
  readonly hasObjects: boolean;
}

const KINDS: Readonly<Record<string, string>> = { b: 'bool', i: 'int', u: 'uint', f: 'float', c: 'complex' };
/** Sizes that there are, by kind; of texts and raw bytes any. */
const SIZES: Readonly<Record<string, readonly number[]>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 12, 16],
  c: [8, 16, 24, 32],
  m: [8],
  M: [8],
};
/** Bytes of a character in numpy's texts. */
const CHARACTER = 4;
const LARGEST = 2 ** 31;
const DEEPEST = 8;

/** Reads `descr` of a header, as numpy.lib.format writes it; null: it is not written so. */
export function elementTypeOf(descr: Literal | undefined, depth = 0): ElementType | null {
  if (typeof descr === 'string') return simple(descr);
  if (!Array.isArray(descr) || depth > DEEPEST) return null;
  let bytes = 0;
  let hasObjects = false;
  const names: string[] = [];
  for (const field of descr as readonly Literal[]) {
    if (!Array.isArray(field) || field.length < 2 || field.length > 3) return null;
    const [title, descrOfField, shape = []] = field as readonly Literal[];
    const type = elementTypeOf(descrOfField, depth + 1);
    const count = countOf(shape);
    if (!type || count === null || !isFieldName(title)) return null;
    bytes += type.bytes * count;
    hasObjects ||= type.hasObjects;
    names.push(type.name);
    if (bytes > LARGEST) return null;
  }
  return names.length === 0 ? null : { name: `fields(${names.join(',').slice(0, 200)})`, bytes, hasObjects };
}

function simple(descr: string): ElementType | null {
  const [, order, kind, digits, unit] = /^([<>|=])([a-zA-Z])(\d{0,9})(\[[\w/]{1,20}\])?$/.exec(descr) ?? [];
  if (kind === undefined) return null;
  if (kind === 'O') return { name: 'object', bytes: 8, hasObjects: true };
  const size = Number(digits);
  const isTime = kind === 'm' || kind === 'M';
  if (digits === '' || (unit !== undefined && !isTime)) return null;
  if ('SUVa'.includes(kind)) return { name: descr, bytes: size * (kind === 'U' ? CHARACTER : 1), hasObjects: false };
  if (!SIZES[kind]?.includes(size)) return null;
  // other names are kept as they are: nobody reads their values as numbers of this machine by mistake
  const isNative = order === '<' || (order === '|' && size === 1);
  const plain = KINDS[kind];
  if (!isNative || plain === undefined) return { name: descr, bytes: size, hasObjects: false };
  return { name: kind === 'b' ? plain : `${plain}${size * 8}`, bytes: size, hasObjects: false };
}

function isFieldName(title: Literal | undefined): boolean {
  if (typeof title === 'string') return true;
  return Array.isArray(title) && title.length === 2 && title.every((part) => typeof part === 'string');
}

/** Elements of a shape below 2^31; null: it is none. */
function countOf(shape: Literal): number | null {
  const sizes = typeof shape === 'number' ? [shape] : shape;
  if (!Array.isArray(sizes)) return null;
  let count = 1;
  for (const size of sizes as readonly Literal[]) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null;
    count *= size;
    if (count > LARGEST) return null;
  }
  return count;
}
