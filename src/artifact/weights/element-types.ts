import type { FormatName } from '../formats/format.js';
import type { ChunkReader, ChunkReaders } from './chunk.js';
import { bits16, bits8, complex128, complex64, float32, float64, swapped } from './numbers.js';
import {
  bfloat16Of,
  float8E4m3FnuzOf,
  float8E4m3Of,
  float8E5m2FnuzOf,
  float8E5m2Of,
  float8E8m0Of,
  halfOf,
} from './small-floats.js';

/** Floats of the formats that are no blocks, under every name they have: safetensors, PyTorch, NumPy and ONNX. */
const FLOATS: Readonly<Record<string, ChunkReader>> = {
  ...named(['f16', 'float16', 'half'], bits16(halfOf)),
  ...named(['bf16', 'bfloat16'], bits16(bfloat16Of)),
  ...named(['f32', 'float32', 'float'], float32),
  ...named(['f64', 'float64', 'double'], float64),
  ...named(['complex32'], { ...bits16(halfOf), unit: 4 }),
  ...named(['c64', 'complex64'], complex64),
  ...named(['c128', 'complex128'], complex128),
  '>f2': swapped(bits16(halfOf), (numbers) => numbers.swap16()),
  '>f4': swapped(float32, (numbers) => numbers.swap32()),
  '>f8': swapped(float64, (numbers) => numbers.swap64()),
  '>c8': swapped(complex64, (numbers) => numbers.swap32()),
  '>c16': swapped(complex128, (numbers) => numbers.swap64()),
  ...named(['f8_e5m2', 'float8_e5m2', 'float8e5m2'], bits8(float8E5m2Of)),
  ...named(['f8_e4m3', 'float8_e4m3fn', 'float8e4m3fn'], bits8(float8E4m3Of)),
  ...named(['f8_e5m2fnuz', 'float8_e5m2fnuz', 'float8e5m2fnuz'], bits8(float8E5m2FnuzOf)),
  ...named(['f8_e4m3fnuz', 'float8_e4m3fnuz', 'float8e4m3fnuz'], bits8(float8E4m3FnuzOf)),
  ...named(['f8_e8m0', 'float8_e8m0fnu', 'float8e8m0'], bits8(float8E8m0Of)),
};

/**
 * Integers, truth values, texts, times, and floats of 4 and 6 bits (OCP microscaling): none of them is a NaN or an infinity,
 * and a mask or an index of zeros is nothing to wonder at.
 */
const WITHOUT_NAN = [
  /^(q?u?int\d+(x\d+)?|[iu]\d+|bool|string)$/,
  /^(f4|f6_e\dm\d|float4e2m1|float4_e2m1fn_x2)$/,
  // as numpy spells what it has no name for
  /^[<>|=][suamiub]\d*(\[[\w/]+\])?$/,
] as const;

/**
 * How the values of an element type are read; null: it has none that could be wrong; undefined: we do not know.
 * @param own - readers of formats whose types are their own
 */
export function readerOf(
  format: FormatName,
  dtype: string,
  own: Readonly<Partial<Record<FormatName, ChunkReaders>>>,
): ChunkReader | null | undefined {
  const readers = own[format];
  if (readers) return readers(dtype);
  const name = dtype.toLowerCase();
  return Object.hasOwn(FLOATS, name)
    ? FLOATS[name]
    : WITHOUT_NAN.some((pattern) => pattern.test(name))
      ? null
      : undefined;
}

function named(names: readonly string[], reader: ChunkReader): Record<string, ChunkReader> {
  return Object.fromEntries(names.map((name) => [name, reader]));
}
