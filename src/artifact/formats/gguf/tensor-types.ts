/** How a type of tensors lies in the file: blocks of so many elements, each of so many bytes. */
export interface TensorType {
  readonly name: string;
  readonly elements: number;
  readonly bytes: number;
}

/** Types by their ids (ggml.h and ggml-common.h of llama.cpp, 2026-09): what a block takes is the sum of its fields. */
const TYPES: Readonly<Record<number, TensorType>> = {
  0: { name: 'F32', elements: 1, bytes: 4 },
  1: { name: 'F16', elements: 1, bytes: 2 },
  2: { name: 'Q4_0', elements: 32, bytes: 18 },
  3: { name: 'Q4_1', elements: 32, bytes: 20 },
  6: { name: 'Q5_0', elements: 32, bytes: 22 },
  7: { name: 'Q5_1', elements: 32, bytes: 24 },
  8: { name: 'Q8_0', elements: 32, bytes: 34 },
  9: { name: 'Q8_1', elements: 32, bytes: 36 },
  10: { name: 'Q2_K', elements: 256, bytes: 84 },
  11: { name: 'Q3_K', elements: 256, bytes: 110 },
  12: { name: 'Q4_K', elements: 256, bytes: 144 },
  13: { name: 'Q5_K', elements: 256, bytes: 176 },
  14: { name: 'Q6_K', elements: 256, bytes: 210 },
  15: { name: 'Q8_K', elements: 256, bytes: 292 },
  16: { name: 'IQ2_XXS', elements: 256, bytes: 66 },
  17: { name: 'IQ2_XS', elements: 256, bytes: 74 },
  18: { name: 'IQ3_XXS', elements: 256, bytes: 98 },
  19: { name: 'IQ1_S', elements: 256, bytes: 50 },
  20: { name: 'IQ4_NL', elements: 32, bytes: 18 },
  21: { name: 'IQ3_S', elements: 256, bytes: 110 },
  22: { name: 'IQ2_S', elements: 256, bytes: 82 },
  23: { name: 'IQ4_XS', elements: 256, bytes: 136 },
  24: { name: 'I8', elements: 1, bytes: 1 },
  25: { name: 'I16', elements: 1, bytes: 2 },
  26: { name: 'I32', elements: 1, bytes: 4 },
  27: { name: 'I64', elements: 1, bytes: 8 },
  28: { name: 'F64', elements: 1, bytes: 8 },
  29: { name: 'IQ1_M', elements: 256, bytes: 56 },
  30: { name: 'BF16', elements: 1, bytes: 2 },
  34: { name: 'TQ1_0', elements: 256, bytes: 54 },
  35: { name: 'TQ2_0', elements: 256, bytes: 66 },
  39: { name: 'MXFP4', elements: 32, bytes: 17 },
  40: { name: 'NVFP4', elements: 64, bytes: 36 },
  41: { name: 'Q1_0', elements: 128, bytes: 18 },
  42: { name: 'Q2_0', elements: 64, bytes: 18 },
};

/** Ids that had a meaning once, and what their tensors are to be converted to. */
const REMOVED: Readonly<Record<number, string>> = {
  4: 'Q4_2',
  5: 'Q4_3',
  31: 'Q4_0_4_4',
  32: 'Q4_0_4_8',
  33: 'Q4_0_8_8',
  36: 'IQ4_NL_4_4',
  37: 'IQ4_NL_4_8',
  38: 'IQ4_NL_8_8',
};

/** Whole numbers, doubles, and what results of products lie in on their way: no matrix of these is multiplied with. */
const NO_MATRIX = ['I8', 'I16', 'I32', 'I64', 'F64', 'Q8_1', 'Q8_K'];

/** Whether a matrix of a known type can be multiplied with (type_traits_cpu of ggml-cpu.c). */
export function isMatrixType(name: string): boolean {
  return !NO_MATRIX.includes(name);
}

const NEWEST = 42;
/** Ids that a coming version may well give out; what is past them is no id. */
const CONCEIVABLE = 255;

/** The type of an id, or what is to be said of one that is none. */
export function tensorType(
  id: number,
): TensorType | { readonly rule: 'tensor_type_removed' | 'tensor_type'; readonly message: string } {
  const type = TYPES[id];
  if (type) return type;
  const removed = REMOVED[id];
  if (removed !== undefined) {
    return {
      rule: 'tensor_type_removed',
      message: `Expected a type that llama.cpp still reads, found ${id}: ${removed}, which it dropped`,
    };
  }
  const newer = id > NEWEST && id <= CONCEIVABLE;
  const doubt = newer ? '; should a newer llama.cpp have it, its data cannot be checked here' : '';
  return { rule: 'tensor_type', message: `Expected a type from 0 to ${NEWEST}, found ${id}${doubt}` };
}
