import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext, Tensor } from '../format.js';
import { walkPickle } from '../pickle/walk.js';
import { npyHeaderOf, type NpyHeader } from './header.js';

export interface NpyArray {
  readonly header: NpyHeader;
  readonly tensor: Tensor;
}

/**
 * One array: header and as many bytes as it says, neither fewer nor more.
 * @param name - of the tensor
 * @throws FormatError where the header cannot be read
 */
export function readArray(source: ByteSource, name: string, context: ReadContext): NpyArray {
  const header = npyHeaderOf(source);
  const { type, shape, data } = header;
  const note = (rule: string, concern: 'format' | 'safety', offset: number, message: string) =>
    context.problems.add({ rule, concern, severity: 'error', file: source.name, offset, part: name, message });
  const left = source.size - data;
  if (type.hasObjects) {
    note(
      'npy_object',
      'safety',
      data,
      'Expected numbers, found Python objects, which are a pickle that runs when loaded',
    );
    // it is read to say what it would run
    walkPickle(source, context, { start: data, persistent: false });
    return { header, tensor: { name, dtype: type.name, shape, file: source.name, offset: data, bytes: left } };
  }
  // a product past 2^53 is larger than any file, exact or not
  const bytes = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, type.bytes);
  if (bytes > left) {
    note('npy_truncated', 'format', data, `Expected ${bytes} bytes of data, found ${left}`);
  } else if (bytes < left) {
    note(
      'npy_trailing_bytes',
      'safety',
      data + bytes,
      `Expected the file to end with its data, found ${left - bytes} more bytes`,
    );
  }
  const held = Math.min(bytes, left);
  return { header, tensor: { name, dtype: type.name, shape, file: source.name, offset: data, bytes: held } };
}
