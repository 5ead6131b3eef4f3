/** Tensors of GGUF files: gone, twice, elsewhere, of other shapes and types. */
import fc from 'fast-check';
import type { GgufFile, GgufTensor } from '../../../fixtures/artifacts/gguf.js';
import { tensorType } from '../../../src/artifact/formats/gguf/tensor-types.js';
import type { Change } from './mutant.js';

function tensorChange(
  how: string,
  at: number,
  change: (tensor: GgufTensor) => readonly GgufTensor[],
): Change<GgufFile> {
  const apply = (file: GgufFile): GgufFile => {
    const index = at % Math.max(1, file.tensors.length);
    return { ...file, tensors: file.tensors.flatMap((one, place) => (place === index ? change(one) : [one])) };
  };
  return { how: `${how} tensor ${at}`, apply };
}

const which = fc.nat(1000);
const sizes = fc.constantFrom(
  0n,
  1n,
  2n,
  16n,
  31n,
  32n,
  33n,
  64n,
  96n,
  256n,
  298n,
  299n,
  300n,
  2n ** 31n,
  2n ** 40n,
  2n ** 62n,
  2n ** 63n,
);
const LIKELY =
  'rope_freqs.weight token_embd_norm.weight output.bias output_norm.bias output.scale blk.0.attn_q.bias blk.0.attn_qkv.weight ' +
  'blk.0.ffn_gate_inp.weight blk.1.attn_norm.weight blk.0.attn_norm.bias blk.0.ffn_up.bias blk.0.rope_freqs.weight rope_factors_long.weight';
const NAMES = [
  ...LIKELY.split(' '),
  '',
  'a',
  'a\0b',
  Uint8Array.of(0xff),
  // as long as llama.cpp has room for, and longer
  ...[63, 64, 70].map((length) => 'x'.repeat(length)),
];

export const changedTensors: fc.Arbitrary<Change<GgufFile>> = fc.oneof(
  which.map((at) => tensorChange('without', at, () => [])),
  which.map((at) => tensorChange('twice', at, (tensor) => [tensor, tensor])),
  fc
    .tuple(which, fc.constantFrom(...NAMES))
    .map(([at, name]) =>
      tensorChange(`the name ${String(name).slice(0, 24)} of`, at, (tensor) => [{ ...tensor, name }]),
    ),
  fc
    .tuple(which, fc.constantFrom(...NAMES))
    .map(([at, name]) =>
      tensorChange(`${String(name).slice(0, 24)} beside`, at, (tensor) => [tensor, { ...tensor, name }]),
    ),
  which.map((at) => tensorChange('turned', at, (tensor) => [{ ...tensor, dims: tensor.dims.toReversed() }])),
  fc.tuple(which, fc.nat(3), sizes).map(([at, dimension, size]) =>
    tensorChange(`dimension ${dimension} as ${size} of`, at, (tensor) => {
      const dims = tensor.dims.map((one, index) => (index === dimension % tensor.dims.length ? size : one));
      return [{ ...tensor, dims }];
    }),
  ),
  fc.tuple(which, fc.constantFrom(0n, 1n, 2n, 32n), fc.integer({ min: 1, max: 4 })).map(([at, size, count]) =>
    tensorChange(`${count} more dimensions of ${size} of`, at, (tensor) => {
      return [{ ...tensor, dims: [...tensor.dims, ...Array.from({ length: count }, () => size)] }];
    }),
  ),
  fc
    .tuple(which, fc.constantFrom(0, 1, 2, 3, 4, 5, 2 ** 31))
    .map(([at, dimCount]) => tensorChange(`${dimCount} dimensions said of`, at, (tensor) => [{ ...tensor, dimCount }])),
  fc
    .tuple(which, fc.integer({ min: 0, max: 45 }))
    .map(([at, type]) => tensorChange(`type ${type} of`, at, (tensor) => [{ ...tensor, type }])),
  fc
    .tuple(which, fc.integer({ min: 0, max: 42 }))
    .map(([at, type]) => tensorChange(`type ${type} and so many bytes of`, at, (tensor) => [resized(tensor, type)])),
  fc
    .tuple(which, fc.constantFrom(0n, 1n, 16n, 32n, 64n, 4096n, 126_000n, 2n ** 31n, 2n ** 63n, 2n ** 64n - 32n))
    .map(([at, offset]) => tensorChange(`offset ${offset} of`, at, (tensor) => [{ ...tensor, offset }])),
  fc.tuple(which, fc.constantFrom(0, 4, 32, 128, 4000, 40_000)).map(([at, length]) =>
    tensorChange(`${length} bytes of`, at, (tensor) => {
      const data = new Uint8Array(length);
      data.set(tensor.data.subarray(0, length));
      return [{ ...tensor, data }];
    }),
  ),
  fc
    .tuple(which, fc.constantFrom(0n, 1n, 100n, 2n ** 31n, 2n ** 62n))
    .map(([at, nameLength]) => tensorChange(`a name of ${nameLength} of`, at, (tensor) => [{ ...tensor, nameLength }])),
  fc
    .tuple(which, fc.constantFrom(0, 0xff, 0x7f, 0x80))
    .map(([at, byte]) =>
      tensorChange(`all bytes ${byte} of`, at, (tensor) => [
        { ...tensor, data: new Uint8Array(tensor.data.length).fill(byte) },
      ]),
    ),
  fc.tuple(which, which).map(([a, b]) => ({
    how: `tensor ${a} in place of ${b}`,
    apply: (file: GgufFile) => swapped(file, a, b),
  })),
);

/** Of another type, with as many bytes as that takes. */
function resized(tensor: GgufTensor, type: number): GgufTensor {
  const found = tensorType(type);
  if ('rule' in found) return { ...tensor, type };
  const elements = tensor.dims.reduce<bigint>((product, size) => product * BigInt(size), 1n);
  const bytes = (elements / BigInt(found.elements)) * BigInt(found.bytes);
  // what another change made of its shape is larger than any file
  if (bytes > 2n ** 22n) return { ...tensor, type };
  return { ...tensor, type, data: new Uint8Array(Number(bytes)).fill(0x11) };
}

function swapped(file: GgufFile, a: number, b: number): GgufFile {
  const tensors = [...file.tensors];
  if (tensors.length === 0) return file;
  const [from, to] = [a % tensors.length, b % tensors.length];
  [tensors[from], tensors[to]] = [tensors[to]!, tensors[from]!];
  return { ...file, tensors };
}
