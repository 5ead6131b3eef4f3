import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import { elementTypeOf, type ElementType } from './dtype.js';
import { parseLiteral } from './literal.js';

export const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/** numpy's own limit of a header, for it parses them slowly. */
const LONGEST_HEADER = 10_000;
/** numpy's own limit. */
export const MOST_DIMENSIONS = 64;

/** The literal has tuples and lists alike; of the latter numpy makes no shape. */
const SHAPE_TUPLE = /(?:'shape'|"shape")\s*:\s*\(/;

/** What the header of an array says. */
export interface NpyHeader {
  readonly version: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** First byte of the data. */
  readonly data: number;
}

/**
 * Reads the header of the NPY format, versions 1.0 to 3.0 (numpy.lib.format).
 * @throws FormatError `npy_magic`, `npy_version`, `npy_header`, `npy_header_too_large`, `npy_dtype`, `npy_shape`, `npy_truncated`
 */
export function npyHeaderOf(source: ByteSource): NpyHeader {
  const cursor = new Cursor(source, 'npy_truncated');
  if (!MAGIC.equals(cursor.bytes(MAGIC.length, 'The signature'))) {
    throw new FormatError('npy_magic', 0, 'Expected the signature of an array of numpy, found other bytes');
  }
  const major = cursor.u8('The version');
  const minor = cursor.u8('The version');
  if (major < 1 || major > 3 || minor !== 0) {
    throw new FormatError('npy_version', MAGIC.length, `Expected version 1.0, 2.0 or 3.0, found ${major}.${minor}`);
  }
  const lengthAt = cursor.position;
  const length = major === 1 ? cursor.u16('The length of the header') : cursor.u32('The length of the header');
  if (length > LONGEST_HEADER) {
    const message = `Expected a header of at most ${LONGEST_HEADER} bytes, found ${length}`;
    throw new FormatError('npy_header_too_large', lengthAt, message);
  }
  const at = cursor.position;
  const bytes = Buffer.from(cursor.bytes(length, 'The header'));
  const text = bytes.toString(major === 3 ? 'utf8' : 'latin1');
  // numpy takes them out of what Python 2 may have written, which is no newer version
  const header = parseLiteral(text, at, major < 3);
  const keys = header instanceof Map ? [...(header as ReadonlyMap<string, unknown>).keys()].toSorted() : [];
  if (!(header instanceof Map) || keys.join() !== 'descr,fortran_order,shape') {
    throw new FormatError('npy_header', at, 'Expected descr, fortran_order and shape in the header, found others');
  }
  const fields = header as ReadonlyMap<string, Parameters<typeof elementTypeOf>[0]>;
  const type = elementTypeOf(fields.get('descr'));
  if (!type) throw new FormatError('npy_dtype', at, 'Expected a type of numpy in descr, found another');
  if (!SHAPE_TUPLE.test(text)) throw new FormatError('npy_shape', at, 'Expected a tuple as shape, found another value');
  const fortranOrder = fields.get('fortran_order');
  if (typeof fortranOrder !== 'boolean') {
    throw new FormatError('npy_header', at, 'Expected True or False as fortran_order, found another value');
  }
  return {
    version: `${major}.${minor}`,
    type,
    shape: shapeOf(fields.get('shape'), at),
    fortranOrder,
    data: cursor.position,
  };
}

function shapeOf(shape: Parameters<typeof elementTypeOf>[0], at: number): number[] {
  const sizes = Array.isArray(shape) ? (shape as readonly unknown[]) : null;
  if (!sizes || sizes.length > MOST_DIMENSIONS) {
    throw new FormatError('npy_shape', at, `Expected a tuple of at most ${MOST_DIMENSIONS} dimensions, found another`);
  }
  const dimensions = sizes.map((size) => {
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
    throw new FormatError('npy_shape', at, 'Expected dimensions of 0 or more and below 2^53, found others');
  });
  // numpy multiplies them before it looks for a 0
  if (dimensions.reduce((product, size) => product * (size || 1), 1) > Number.MAX_SAFE_INTEGER) {
    throw new FormatError('npy_shape', at, 'Expected fewer than 2^53 elements, found more');
  }
  return dimensions;
}
