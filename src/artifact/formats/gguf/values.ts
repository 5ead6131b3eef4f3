import type { ChunkReader, ChunkReaders, Tally } from '../../weights/chunk.js';
import { bits16, float32, float64 } from '../../weights/numbers.js';
import { bfloat16Of, float8E4m3Of, float8E8m0Of, halfOf } from '../../weights/small-floats.js';

/** Where the scales of a block lie; with all of them zero, or all quants, so are its values. */
interface Block {
  /** Of one block. */
  readonly bytes: number;
  readonly scale: 'f16' | 'f32' | 'e8m0' | 'e4m3';
  /** Bytes in the block. */
  readonly at: readonly number[];
  /** Where no scale can be zero: first byte of its quants, and the bits of each byte that make a value other than 0. */
  readonly quants?: { readonly from: number; readonly mask: number };
}

/** Fields of blocks (ggml-common.h of llama.cpp, 2026-09): `d`, and `m` or `dmin` where there is one. */
const BLOCKS: Readonly<Record<string, Block>> = {
  Q4_0: { bytes: 18, scale: 'f16', at: [0] },
  Q4_1: { bytes: 20, scale: 'f16', at: [0, 2] },
  Q5_0: { bytes: 22, scale: 'f16', at: [0] },
  Q5_1: { bytes: 24, scale: 'f16', at: [0, 2] },
  Q8_0: { bytes: 34, scale: 'f16', at: [0] },
  Q8_1: { bytes: 36, scale: 'f16', at: [0, 2] },
  Q2_K: { bytes: 84, scale: 'f16', at: [80, 82] },
  Q3_K: { bytes: 110, scale: 'f16', at: [108] },
  Q4_K: { bytes: 144, scale: 'f16', at: [0, 2] },
  Q5_K: { bytes: 176, scale: 'f16', at: [0, 2] },
  Q6_K: { bytes: 210, scale: 'f16', at: [208] },
  Q8_K: { bytes: 292, scale: 'f32', at: [0] },
  IQ2_XXS: { bytes: 66, scale: 'f16', at: [0] },
  IQ2_XS: { bytes: 74, scale: 'f16', at: [0] },
  IQ2_S: { bytes: 82, scale: 'f16', at: [0] },
  IQ3_XXS: { bytes: 98, scale: 'f16', at: [0] },
  IQ3_S: { bytes: 110, scale: 'f16', at: [0] },
  IQ1_S: { bytes: 50, scale: 'f16', at: [0] },
  IQ4_NL: { bytes: 18, scale: 'f16', at: [0] },
  IQ4_XS: { bytes: 136, scale: 'f16', at: [0] },
  TQ1_0: { bytes: 54, scale: 'f16', at: [52] },
  TQ2_0: { bytes: 66, scale: 'f16', at: [64] },
  Q1_0: { bytes: 18, scale: 'f16', at: [0] },
  Q2_0: { bytes: 18, scale: 'f16', at: [0] },
  // a power of two; 4-bit floats, of which 0 and 8 are zeros
  MXFP4: { bytes: 17, scale: 'e8m0', at: [0], quants: { from: 1, mask: 0x77 } },
  NVFP4: { bytes: 36, scale: 'e4m3', at: [0, 1, 2, 3] },
};

const SCALES: Readonly<Record<Block['scale'], (view: DataView, at: number) => number>> = {
  f16: (view, at) => half(view.getUint16(at, true)),
  f32: (view, at) => view.getFloat32(at, true),
  e8m0: (view, at) => float8E8m0Of(view.getUint8(at)),
  // its sign is not read, and what is NaN elsewhere is 0 (ggml_ue4m3_to_fp32)
  e4m3: (view, at) => float8E4m3Of(view.getUint8(at) & 0x7f) || 0,
};

let halves: Float32Array | null = null;

/** Looked up: a scale is read for every 32 weights. */
function half(bits: number): number {
  halves ??= Float32Array.from({ length: 2 ** 16 }, (_, pattern) => halfOf(pattern));
  return halves[bits]!;
}

/** Where the four quarters of IQ1_M's scale lie: the upper four bits of the last four numbers of 16. */
const IQ1_M = { bytes: 56, at: [48, 50, 52, 54] } as const;

const READERS: Readonly<Record<string, ChunkReader | null>> = {
  F32: float32,
  F64: float64,
  F16: bits16(halfOf),
  BF16: bits16(bfloat16Of),
  I8: null,
  I16: null,
  I32: null,
  I64: null,
  IQ1_M: { unit: IQ1_M.bytes, counts: 'scales', add: addIq1m },
  ...Object.fromEntries(Object.entries(BLOCKS).map(([name, block]) => [name, blocks(block)])),
};

/** Values of floats, scales of quantised blocks; undefined dtypes have been refused by the reader of the format. */
export const ggufValues: ChunkReaders = (dtype) => (Object.hasOwn(READERS, dtype) ? READERS[dtype]! : null);

function blocks({ bytes: unit, scale, at: places, quants }: Block): ChunkReader {
  const read = SCALES[scale];
  const add = (bytes: Uint8Array, at: number, tally: Tally): void => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let block = 0; block < bytes.length; block += unit) {
      let nonZero = 0;
      for (const place of places) {
        const value = read(view, block + place);
        addScale(tally, value, at + block + place);
        if (value !== 0) nonZero += 1;
      }
      const isZero = quants ? isBlank(bytes, block + quants.from, block + unit, quants.mask) : nonZero === 0;
      if (isZero) tally.zeros += places.length;
    }
  };
  return { unit, counts: 'scales', add };
}

function addIq1m(bytes: Uint8Array, at: number, tally: Tally): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let block = 0; block < bytes.length; block += IQ1_M.bytes) {
    const bits = IQ1_M.at.reduce((sum, place, quarter) => {
      return sum | ((view.getUint16(block + place, true) >> 12) << (4 * quarter));
    }, 0);
    const value = halfOf(bits);
    addScale(tally, value, at + block + IQ1_M.at[0]);
    if (value === 0) tally.zeros += 1;
  }
}

/** Zeros are counted by whole blocks. */
function addScale(tally: Tally, value: number, at: number): void {
  tally.values += 1;
  if (Number.isFinite(value)) {
    if (value < tally.min) tally.min = value;
    if (value > tally.max) tally.max = value;
    tally.sum += value;
    return;
  }
  if (Number.isNaN(value)) tally.nan += 1;
  else tally.infinite += 1;
  if (tally.firstBad < 0) tally.firstBad = at;
}

function isBlank(bytes: Uint8Array, from: number, to: number, mask: number): boolean {
  for (let index = from; index < to; index += 1) {
    if (bytes[index]! & mask) return false;
  }
  return true;
}
