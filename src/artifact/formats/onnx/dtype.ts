/** How the values of a data type are stored. */
export interface ElementType {
  readonly name: string;
  /** Of one element; null for texts. */
  readonly bits: number | null;
  /** The list of TensorProto that holds them where raw_data does not. */
  readonly list: 'float_data' | 'int32_data' | 'int64_data' | 'double_data' | 'uint64_data' | 'string_data';
  /** Values in that list for one element: two of a complex number, a half or a quarter where several share a byte. */
  readonly perElement: number;
}

function type(name: string, bits: number | null, list: ElementType['list'], perElement = 1): ElementType {
  return { name, bits, list, perElement };
}

/** TensorProto.DataType as of IR version 13, by number. */
export const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, type('float32', 32, 'float_data')],
  [2, type('uint8', 8, 'int32_data')],
  [3, type('int8', 8, 'int32_data')],
  [4, type('uint16', 16, 'int32_data')],
  [5, type('int16', 16, 'int32_data')],
  [6, type('int32', 32, 'int32_data')],
  [7, type('int64', 64, 'int64_data')],
  [8, type('string', null, 'string_data')],
  [9, type('bool', 8, 'int32_data')],
  [10, type('float16', 16, 'int32_data')],
  [11, type('float64', 64, 'double_data')],
  [12, type('uint32', 32, 'uint64_data')],
  [13, type('uint64', 64, 'uint64_data')],
  [14, type('complex64', 64, 'float_data', 2)],
  [15, type('complex128', 128, 'double_data', 2)],
  [16, type('bfloat16', 16, 'int32_data')],
  [17, type('float8e4m3fn', 8, 'int32_data')],
  [18, type('float8e4m3fnuz', 8, 'int32_data')],
  [19, type('float8e5m2', 8, 'int32_data')],
  [20, type('float8e5m2fnuz', 8, 'int32_data')],
  [21, type('uint4', 4, 'int32_data', 1 / 2)],
  [22, type('int4', 4, 'int32_data', 1 / 2)],
  [23, type('float4e2m1', 4, 'int32_data', 1 / 2)],
  [24, type('float8e8m0', 8, 'int32_data')],
  [25, type('uint2', 2, 'int32_data', 1 / 4)],
  [26, type('int2', 2, 'int32_data', 1 / 4)],
]);
