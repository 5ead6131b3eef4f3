import { unsafe, type MachineOptions } from './options.js';
import { isGlobal, type GlobalValue, type Made, type Value } from './values.js';

/** NumPy's marks of a type whose elements are objects: with them it refuses raw bytes, which would be taken for pointers. */
const OBJECT_FLAGS = 0x1b;
/** States, and fields each time that a state has them: three bytes set one of thousands again. Real arrays have some. */
const MOST_PARTS = 1_000_000;
/** Types within types; those of real arrays have two or three. */
const DEEPEST = 32;
/** Bytes of the widest number. */
const WIDEST = 32;

/** `(version, order, subtype, names, fields, size, alignment, flags)` as numpy.dtype writes its state. */
interface State {
  readonly at: number;
  readonly items: readonly Value[];
}

/** Of an array. */
export interface Element {
  /** null: not known here. */
  readonly bytes: number | null;
  readonly hasObjects: boolean;
  /** As headers of arrays spell it; of several fields only how many bytes they have. */
  readonly descr: string;
}

/** numpy's NPY_ITEM_REFCOUNT: with it elements are, or have, objects. */
const HOLDS_OBJECTS = 0x01;
/** Bytes of a character in numpy's texts. */
const CHARACTER = 4;

interface Measured {
  readonly hasObjects: boolean;
  readonly bytes: number;
}

/**
 * The states that a pickle gives to numpy.dtype. NumPy believes them: a field outside of its element reads what lies in
 * memory behind it, and an object that the flags do not tell of is a pointer out of the file.
 */
export class DtypeStates {
  readonly #states = new Map<Made, State[]>();
  readonly #measured = new Map<Made, Measured>();
  #left = MOST_PARTS;

  set(dtype: Made, state: Value, at: number): void {
    const items = state.kind === 'tuple' ? state.items : [];
    this.#left -= 1;
    if (this.#left < 0) return;
    const states = this.#states.get(dtype);
    if (states) states.push({ at, items });
    else this.#states.set(dtype, [{ at, items }]);
  }

  /** One element of a type as numpy would have it now. */
  elementOf(dtype: Made): Element {
    const { items } = this.#states.get(dtype)?.at(-1) ?? { items: [] };
    const [, order, , , , size, , flags] = items;
    const named = nameOf(dtype);
    const [, letter = '', digits] = /^[<>=|]?([A-Za-z?])(\d*)/.exec(named) ?? [];
    const stated = wholeOf(size) ?? -1;
    const isFlexible = 'SUVa'.includes(letter);
    const bytes = isFlexible && stated >= 0 ? stated : bytesIn(named);
    const hasObjects = isObject(dtype) || ((wholeOf(flags) ?? 0) & HOLDS_OBJECTS) !== 0;
    const written = order?.kind === 'text' && order.text !== null ? order.text : '=';
    // in numpy's own order where it does not say another: that of whoever wrote it, as good as always this
    const mark = written === '=' ? '<' : written;
    const count = letter === 'U' ? (bytes ?? 0) / CHARACTER : bytes;
    return { bytes, hasObjects, descr: digits === undefined ? named : `${mark}${letter}${count ?? digits}` };
  }

  /** At the end: a dictionary of fields can be filled after it was set. */
  note(options: MachineOptions): void {
    for (const [dtype, states] of this.#states) {
      for (const { at, items } of states) {
        const found = this.#wrong(dtype, items);
        if (this.#left < 0) {
          const most = `at most ${MOST_PARTS} states and fields of types, found more`;
          return unsafe(options, 'pickle_dtype_fields', at, most);
        }
        if (found) unsafe(options, 'pickle_dtype_state', at, `the state of a type as numpy writes it, found ${found}`);
      }
    }
  }

  #wrong(dtype: Made, items: readonly Value[]): string | null {
    const size = wholeOf(items[5]);
    const flags = wholeOf(items[7]);
    if (items.length < 8 || size === null || flags === null) return 'another';
    const parts = this.#partsOf(items);
    if (!parts) return 'fields of another kind';
    let hasObjects = isObject(dtype);
    for (const { type, offset, count } of parts) {
      const part = this.#measure(type, 0);
      hasObjects ||= part.hasObjects;
      if (!(offset >= 0 && offset + part.bytes * count <= size)) return `a field that ends behind its ${size} bytes`;
    }
    return hasObjects && (flags & OBJECT_FLAGS) !== OBJECT_FLAGS ? 'objects that its flags do not tell of' : null;
  }

  #measure(dtype: Made, depth: number): Measured {
    const known = this.#measured.get(dtype);
    if (known) return known;
    if (depth > DEEPEST) return { hasObjects: true, bytes: Infinity };
    let hasObjects = isObject(dtype);
    let bytes = bytesOf(dtype);
    for (const { items } of this.#states.get(dtype) ?? []) {
      bytes = Math.max(bytes, wholeOf(items[5]) ?? 0);
      for (const { type } of this.#partsOf(items) ?? []) hasObjects ||= this.#measure(type, depth + 1).hasObjects;
    }
    const measured = { hasObjects, bytes };
    this.#measured.set(dtype, measured);
    return measured;
  }

  /** Counts them first; none beyond as many as are looked at. */
  #partsOf(items: readonly Value[]): Part[] | null {
    const [, , subtype, , fields] = items;
    const shape = subtype?.kind === 'tuple' ? subtype.items[1] : undefined;
    this.#left -= fields?.kind === 'dict' ? fields.entries.length : 0;
    this.#left -= shape?.kind === 'tuple' ? shape.items.length : 0;
    return this.#left < 0 ? [] : partsOf(items);
  }
}

/** A type within another one: a field, or the subtype of an element that is an array. */
interface Part {
  readonly type: Made;
  readonly offset: number;
  readonly count: number;
}

/** null: not written as numpy does. */
function partsOf([, , subtype, , fields]: readonly Value[]): Part[] | null {
  const parts: (Part | null)[] = [];
  if (subtype && subtype.kind !== 'plain') {
    const [type, shape] = subtype.kind === 'tuple' ? subtype.items : [];
    const lengths = shape?.kind === 'tuple' ? shape.items : [shape];
    const count = lengths.reduce((product, length) => product * (wholeOf(length) ?? Infinity), 1);
    parts.push(isDtype(type) ? { type, offset: 0, count } : null);
  }
  if (fields?.kind === 'dict') {
    for (const [, field] of fields.entries) {
      const [type, offset] = field.kind === 'tuple' ? field.items : [];
      parts.push(isDtype(type) ? { type, offset: wholeOf(offset) ?? -1, count: 1 } : null);
    }
  } else if (fields && fields.kind !== 'plain') return null;
  return parts.includes(null) ? null : (parts as Part[]);
}

export function isDtype(value: Value | undefined): value is Made {
  return value?.kind === 'made' && isGlobal(value.by, 'numpy', 'dtype');
}

/** Any class that is not numpy's own number, such as that of its arrays, is an object to numpy.dtype. */
function isObject(dtype: Made): boolean {
  const [type] = dtype.args;
  if (type?.kind === 'global') return type.module !== 'numpy' || bytesIn(nameOf(dtype)) === null;
  return type?.kind !== 'text' || type.text === null || /^[<>=|]?o/i.test(type.text);
}

function bytesOf({ args: [type] }: Made): number {
  if (type?.kind === 'global' && isRecord(type)) return 0;
  const [, letter, digits] = (type?.kind === 'text' && /^[<>=|]?([a-z]+)(\d+)$/i.exec(type.text ?? '')) || [];
  if (digits === undefined) return WIDEST;
  return Number(digits) * (letter === 'U' ? CHARACTER : 1);
}

function isRecord(type: GlobalValue): boolean {
  return isGlobal(type, 'numpy', 'record');
}

/** As the type is named, by its short name or by its class. */
function nameOf({ args: [type] }: Made): string {
  // elements of an array of records: several fields, of which the state says how many bytes they have
  if (type?.kind === 'global') return isRecord(type) ? 'V0' : type.name.replace(/_$/, '');
  return type?.kind === 'text' && type.text !== null ? type.text : '';
}

/** null: a name that is not known here. */
function bytesIn(name: string): number | null {
  const [, letter, digits, unit] = /^[<>=|]?([biufcmMSUVa])(\d+)(\[\w+\])?$/.exec(name) ?? [];
  if (letter !== undefined && (unit === undefined || 'mM'.includes(letter))) {
    return Number(digits) * (letter === 'U' ? CHARACTER : 1);
  }
  if (name === 'bool') return 1;
  const bits = /^(?:u?int|float|complex)(8|16|32|64|128)$/.exec(name)?.[1];
  return bits === undefined ? null : Number(bits) / 8;
}

export function wholeOf(value: Value | undefined): number | null {
  return value?.kind === 'whole' ? value.value : null;
}
