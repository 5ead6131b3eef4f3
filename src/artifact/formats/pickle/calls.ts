import { harmless } from './harmless.js';
import { isGlobal, type GlobalValue, type Value } from './values.js';

/** Names under which Latin 1 is known to Python. */
const LATIN1 = ['latin1', 'latin-1', 'iso-8859-1'];

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
    case 'bytearray':
      // of a number it allocates that many bytes
      return first?.kind === 'whole' ? 'bytes or a text' : null;
    case '_rebuild_from_type_v2':
      return first?.kind === 'global' && first.module === 'torch._utils' && harmless(first.module, first.name)
        ? null
        : 'a function of torch._utils to be called';
    case '_reconstruct':
      return isGlobal(first, 'numpy', 'ndarray') && isEmptyShape(second) ? null : 'an empty numpy.ndarray';
    case 'dtype':
      return first?.kind === 'text' || first?.kind === 'global' ? null : 'the name of a type';
    default:
      return null;
  }
}

/** `(0,)`: its state brings the shape. */
function isEmptyShape(value: Value | undefined): boolean {
  return value?.kind === 'tuple' && value.items.every((item) => item.kind === 'whole' && item.value === 0);
}
