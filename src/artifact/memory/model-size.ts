import type { Layout, Structure } from '../facts.js';
import type { FileStructure, FormatName } from '../formats/format.js';
import { ggufSequence } from './gguf-sequence.js';
import { folderSequence } from './config-sequence.js';

/** What a model keeps of each token while it writes, from what its own files say. */
export interface Sequence {
  readonly layers: number;
  /** Numbers kept for each token, keys and values of all layers together. */
  readonly keptPerToken: number;
  /** How that number comes about, e.g. `22 layers x 4 heads x (64 + 64)`. */
  readonly arithmetic: string;
  /** Tokens that it was made for; null: not said. */
  readonly contextLength: number | null;
  /** Heads that look back; each holds a number for each token of a batch and each of the context. */
  readonly heads: number;
  /** Tokens that it can write; null: not said. */
  readonly vocabulary: number | null;
  /** Where this is said. */
  readonly from: string;
}

/** What the memory of a model follows from. */
export interface ModelSize {
  /** A folder may hold a model several times over; whoever loads it loads one format, and the largest counts. */
  readonly format: FormatName;
  /** Formats beside it. */
  readonly others: readonly FormatName[];
  readonly tensors: number;
  readonly weightBytes: number;
  /** Bytes by type of element: how the weights are quantised. */
  readonly dtypes: Readonly<Record<string, number>>;
  /** null: nothing is kept from token to token, or nobody knows; `unknown` tells the two apart. */
  readonly sequence: Sequence | null;
  /** What takes memory too and is not said by the files: with any of these, the sum is a lower bound. */
  readonly unknown: readonly string[];
}

/** null: no tensor was found, so nothing is known of its memory. */
export function modelSizeOf(layout: Layout, { files }: Structure): ModelSize | null {
  const sizes = new Map<FormatName, number>();
  for (const { format, tensors } of files) sizes.set(format, (sizes.get(format) ?? 0) + sumOf(tensors));
  const [largest, ...others] = [...sizes].sort(([, a], [, b]) => b - a);
  if (!largest || largest[1] === 0) return null;
  const [format, weightBytes] = largest;
  const loaded = files.filter((file) => file.format === format);
  const tensors = loaded.flatMap((file) => file.tensors);
  const dtypes: Record<string, number> = {};
  for (const { dtype, bytes } of tensors) dtypes[dtype] = (dtypes[dtype] ?? 0) + bytes;
  const names = others.map(([name]) => name);
  return { format, others: names, tensors: tensors.length, weightBytes, dtypes, ...workOf(format, loaded, layout) };
}

/** What it takes beside its weights. */
function workOf(
  format: FormatName,
  files: readonly FileStructure[],
  layout: Layout,
): Pick<ModelSize, 'sequence' | 'unknown'> {
  if (format === 'gguf') return ggufSequence(files);
  if (format === 'onnx') return { sequence: null, unknown: ['what its nodes hand to each other (activations)'] };
  return folderSequence(layout);
}

function sumOf(tensors: FileStructure['tensors']): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}
