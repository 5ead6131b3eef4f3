/**
 * Bits of one element, as the format's reference implementation counts them (safetensors/src/tensor.rs, 0.7). Elements
 * of less than a byte lie packed; a tensor of them ends on a whole byte.
 */
export const DTYPE_BITS: ReadonlyMap<string, bigint> = new Map(
  Object.entries({
    4: ['F4'],
    6: ['F6_E2M3', 'F6_E3M2'],
    8: ['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'],
    16: ['I16', 'U16', 'F16', 'BF16'],
    32: ['I32', 'U32', 'F32'],
    64: ['F64', 'I64', 'U64', 'C64'],
  }).flatMap(([bits, names]) => names.map((name) => [name, BigInt(bits)] as const)),
);
