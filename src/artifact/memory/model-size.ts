import type { Layout, Structure } from '../contents.js';
import type { FileStructure, FormatName } from '../formats/format.js';
import { ggufSequence } from './gguf-sequence.js';
import { folderSequence } from './config-sequence.js';
import type { ModelSize, Work } from './size.js';

/** null: a pickle of no tensor, which is whatever its reader makes of it, or nothing that is known. */
export function modelSizeOf(layout: Layout, { files }: Structure): ModelSize | null {
  const sizes = new Map<FormatName, number>();
  for (const { format, tensors } of files) sizes.set(format, (sizes.get(format) ?? 0) + sumOf(tensors));
  const [largest, ...others] = [...sizes].sort(([, a], [, b]) => b - a);
  // graphs without weights are models
  if (!largest || (largest[1] === 0 && largest[0] !== 'onnx')) return null;
  const [format, weightBytes] = largest;
  const loaded = files.filter((file) => file.format === format);
  const tensors = loaded.flatMap((file) => file.tensors);
  const dtypes: Record<string, number> = {};
  for (const { dtype, bytes } of tensors) dtypes[dtype] = (dtypes[dtype] ?? 0) + bytes;
  const names = others.map(([name]) => name);
  return { format, others: names, tensors: tensors.length, weightBytes, dtypes, ...workOf(format, loaded, layout) };
}

/** What it takes beside its weights. */
function workOf(format: FormatName, files: readonly FileStructure[], layout: Layout): Work {
  if (format === 'gguf') return ggufSequence(files);
  if (format === 'onnx') return { sequence: null, unknown: ['what its nodes hand to each other (activations)'] };
  return folderSequence(layout);
}

function sumOf(tensors: FileStructure['tensors']): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}
