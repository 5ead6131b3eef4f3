import { isDtype } from './dtypes.js';
import { harmless } from './harmless.js';
import { isGlobal, type GlobalValue, type Made, type Text, type Value } from './values.js';

/** Names under which Latin 1 is known to Python. */
const LATIN1 = ['latin1', 'latin-1', 'iso-8859-1'];

/** One type; several joined by commas make one that has objects where no state says so. */
const DTYPE = /^[<>=|]?[A-Za-z_]+\d*(?:\[\w+\])?$/;

/**
 * What is wrong with the arguments of a harmless global, as what was expected; null: nothing. Some are harmless only with
 * the arguments that picklers give them.
 */
export function wrongArguments(global: GlobalValue, args: readonly Value[]): string | null {
  const [first, second] = args;
  switch (global.name) {
    case 'encode':
      // other codecs decompress, or make names out of bytes
      return second?.kind === 'text' && second.text !== null && LATIN1.includes(second.text.toLowerCase())
        ? null
        : 'the codec latin1';
    case 'bytes':
      // how protocols before 3 spell empty ones
      return args.length === 0 ? null : 'no arguments';
    case 'bytearray':
      // of a number it allocates that many bytes, also of one that a call gives
      return first?.kind === 'whole' || (first?.kind === 'made' && !isGlobal(first.by, '_codecs', 'encode'))
        ? 'bytes or a text'
        : null;
    case '_rebuild_from_type_v2':
      return first?.kind === 'global' && first.module === 'torch._utils' && harmless(first.module, first.name)
        ? null
        : 'a function of torch._utils to be called';
    case '_reconstruct':
      return isGlobal(first, 'numpy', 'ndarray') && isEmptyShape(second) ? null : 'an empty numpy.ndarray';
    case 'scalar':
      // without bytes it allocates as many as the type says; numpy refuses too few
      return args.length === 2 && isDtype(first) ? null : 'a type and the bytes of a number';
    case 'NumpyArrayWrapper':
      // its state brings them
      return args.length === 0 ? null : 'no arguments';
    case 'dtype':
      return first?.kind === 'global' || (first?.kind === 'text' && DTYPE.test(first.text ?? ''))
        ? null
        : 'the name of a type';
    default:
      return null;
  }
}

/** How many bytes a value is, at most: texts are bytes of Latin 1. Infinity: not known; null: it is none. */
export function mostBytesOf(value: Value): number | null {
  switch (value.kind) {
    case 'plain':
      return value.bytes ?? null;
    case 'text':
      // as Python 2 wrote them: bytes, whatever characters they make
      if (value.numbers?.isUtf8 === false) return value.numbers.length;
      return value.text?.length ?? value.bytes ?? Infinity;
    case 'made': {
      const [first] = value.args;
      if (isGlobal(value.by, '_codecs', 'encode') && first?.kind === 'text') return mostBytesOf(first);
      return value.by?.name === 'bytes' && value.args.length === 0 ? 0 : null;
    }
    default:
      return null;
  }
}

/** The text that spells a value's bytes, itself or through `_codecs.encode`; null: none does. */
export function spellingOf(value: Value | undefined): Text | null {
  if (value?.kind === 'text') return value;
  const isEncoded = value?.kind === 'made' && isGlobal(value.by, '_codecs', 'encode');
  return isEncoded && value.args[0]?.kind === 'text' ? value.args[0] : null;
}

/** `(0,)`: its state brings the shape. */
function isEmptyShape(value: Value | undefined): boolean {
  if (value?.kind !== 'tuple' || value.items.length !== 1) return false;
  const [only] = value.items;
  return only?.kind === 'whole' && only.value === 0;
}

/** Whether SETITEM calls no more than a dictionary's own method. */
export function isDictLike({ by }: Made): boolean {
  return by?.module === 'collections' && ['OrderedDict', 'Counter'].includes(by.name);
}

/** Classes whose state is data: what BUILD calls of them is known. */
export function isBuildable({ module, name }: GlobalValue): boolean {
  switch (name) {
    case 'OrderedDict':
      return module === 'collections';
    case 'dtype':
      return module === 'numpy';
    case '_reconstruct':
      return module === 'numpy.core.multiarray' || module === 'numpy._core.multiarray';
    default:
      return false;
  }
}

/** Whether a key of a state is the name of a method that Python calls by itself. */
export function isMethod(key: Value): key is Text & { readonly text: string } {
  return key.kind === 'text' && key.text !== null && /^__[^]*__$/.test(key.text);
}

/** One that a state sets, as far as it is known; the state is a dictionary or a pair of them. */
export function methodIn(state: Value): string | null {
  for (const dict of state.kind === 'tuple' ? state.items.slice(0, 2) : [state]) {
    if (dict.kind === 'dict' && dict.method !== null) return dict.method;
    // whose keys only a call gives
    if (dict.kind === 'made') return 'keys that only a call gives';
  }
  return null;
}
