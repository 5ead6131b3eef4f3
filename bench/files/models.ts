import { randomFillSync } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { buildGguf, scalar, TENSOR_TYPES } from '../../fixtures/artifacts/gguf.js';
import { rawSafetensors } from '../../fixtures/artifacts/safetensors.js';

/** Bytes of a large model's data, and how many tensors they are. */
const LARGE = { bytes: 10 * 2 ** 30, tensors: 320 };
/** Bytes of one tensor, in rows of 4096 numbers. */
const ROW = 4096;
const ROWS = LARGE.bytes / LARGE.tensors / (4 * ROW);
const EACH = 4 * ROW * ROWS;
const NAMES = Array.from({ length: LARGE.tensors }, (_, index) => `model.layers.${index}.mlp.weight`);

/** 10 GiB of zeros that take no room on the disk, behind a header like that of a model of this size. */
export function writeSparseSafetensors(path: string): void {
  const entries = NAMES.map((name, index) => {
    const data_offsets = [index * EACH, (index + 1) * EACH];
    return [name, { dtype: 'F32', shape: [ROWS, ROW], data_offsets }] as const;
  });
  writeSparse(path, rawSafetensors({ header: JSON.stringify(Object.fromEntries(entries)) }));
}

/** The same as GGUF. */
export function writeSparseGguf(path: string): void {
  const tensors = NAMES.map((name, index) => ({
    name,
    dims: [ROW, ROWS],
    type: TENSOR_TYPES.F32.id,
    data: new Uint8Array(0),
    offset: BigInt(index * EACH),
  }));
  const keys = [scalar('general.architecture', 'string', 'bench')];
  writeSparse(path, buildGguf({ keys, tensors }).bytes);
}

/** Bytes without a pattern: no file system keeps them smaller than they are. */
export function writeNoise(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  try {
    const block = new Uint8Array(2 ** 24);
    for (let written = 0; written < bytes; written += block.length) {
      writeSync(file, randomFillSync(block), 0, Math.min(block.length, bytes - written));
    }
  } finally {
    closeSync(file);
  }
}

function writeSparse(path: string, head: Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, head);
    ftruncateSync(file, head.length + LARGE.bytes);
  } finally {
    closeSync(file);
  }
}
