import type { Tensor } from '../format.js';
import type { Notes } from './notes.js';
import type { Entry } from './tensors.js';

/** Where the data lies. */
export interface Data {
  /** First byte of it, a multiple of the alignment. */
  readonly start: number;
  /** Bytes; a power of two. */
  readonly alignment: number;
  /** Of the file. */
  readonly size: number;
}

/** What the entries say of the data. */
export interface Placed {
  readonly tensors: readonly Tensor[];
  /** Byte behind the last tensor without its padding; null: not known, because something is wrong with a tensor. */
  readonly end: number | null;
}

/**
 * Holds every tensor to those before it and to the file: each begins where the padded one before it ends, as llama.cpp
 * wants it, so that they neither overlap nor leave room for anything else.
 */
export function placeTensors(entries: readonly Entry[], { start, alignment, size }: Data, notes: Notes): Placed {
  const step = BigInt(alignment);
  const padded = (bytes: bigint) => ((bytes + step - 1n) / step) * step;
  const tensors: Tensor[] = [];
  // by all sizes before, and behind the one before: they differ after a tensor that lies elsewhere
  let sum: bigint | null = 0n;
  let behind: bigint | null = 0n;
  let end: number | null = start;
  let before = 'the header';
  const cut: Entry[] = [];
  for (const entry of entries) {
    const { name, offset, bytes } = entry;
    const isRight = offset === sum || offset === behind;
    if (offset % step !== 0n || (!isRight && behind !== null)) {
      notePlace(entry, { expected: behind ?? offset, step, before }, notes);
      end = null;
    }
    const last: bigint = BigInt(start) + offset + (bytes ?? 0n);
    if (bytes === null) end = null;
    else if (last > BigInt(size)) cut.push(entry);
    else {
      const { dims, type } = entry;
      const at = start + Number(offset);
      tensors.push({ name, dtype: type!.name, shape: dims, file: notes.file, offset: at, bytes: Number(bytes) });
      if (end !== null) end = Number(last);
    }
    sum = sum !== null && bytes !== null ? sum + padded(bytes) : null;
    behind = bytes === null ? null : padded(offset + bytes);
    before = name;
  }
  if (cut.length > 0) noteCut(cut, { start, size }, notes);
  return { tensors, end: cut.length > 0 ? null : end };
}

function notePlace(
  { name, offset, offsetAt }: Entry,
  { expected, step, before }: { readonly expected: bigint; readonly step: bigint; readonly before: string },
  notes: Notes,
): void {
  const place = { offset: offsetAt, part: name };
  if (offset % step !== 0n) {
    notes.error('tensor_unaligned', place, `Expected an offset that is a multiple of ${step}, found ${offset}`);
  } else if (offset < expected) {
    const message = `Expected its data behind that of ${before}, at ${expected}, found it at ${offset}: they overlap`;
    notes.error('tensor_overlap', place, message);
  } else {
    const message = `Expected its data right behind that of ${before}, at ${expected}, found it at ${offset}: a gap`;
    notes.error('tensor_gap', place, message);
  }
}

/** One problem for all of them: a file that was cut lacks everything behind the cut. */
function noteCut(cut: readonly Entry[], { start, size }: Pick<Data, 'start' | 'size'>, notes: Notes): void {
  const [first] = cut;
  const { name, offset, bytes } = first!;
  const from = BigInt(start) + offset;
  const others = cut.length > 1 ? `, and ${cut.length - 1} more tensors` : '';
  const message = `Expected ${bytes} bytes of data from byte ${from}, but the file ends at byte ${size}${others}`;
  notes.error('tensor_past_end', { offset: size, part: name }, message);
}
