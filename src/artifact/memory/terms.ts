import type { FormatName } from '../formats/format.js';
import type { ModelSize } from './size.js';

/** One summand of what a model needs. */
export interface MemoryTerm {
  readonly [field: string]: string | number;
  readonly what: string;
  /** How its bytes come about, with units. */
  readonly arithmetic: string;
  readonly bytes: number;
}

export interface MemoryAssumptions {
  /** Tokens kept at once; null: as many as the model was made for. */
  readonly contextTokens: number | null;
  /** Of one number in the key-value cache. */
  readonly cacheElementBytes: number;
  /** MiB of the program that runs the model; null: as measured. */
  readonly overheadMb: number | null;
}

export interface MemoryNeed {
  readonly terms: readonly MemoryTerm[];
  readonly bytes: number;
  /** What could not be computed; empty: nothing is missing. */
  readonly unknown: readonly string[];
}

/** Tokens that llama.cpp works on at once (n_ubatch), its default; with flash attention, which is its default too. */
const BATCH_TOKENS = 512;

/**
 * Peak memory of a process that did nothing but load a model of under 1 MB and run it, MiB: Node 20 with node-llama-cpp
 * 3.22 (103) and with onnxruntime-node 1.30 (85), on Linux. What other runtimes take was not measured.
 */
const MEASURED_OVERHEAD_MB: Readonly<Partial<Record<FormatName, number>>> = { gguf: 103, onnx: 85 };

/** Weights, key-value cache, work on one batch, and the program around them: all in bytes. */
export function memoryNeed(size: ModelSize, assumed: MemoryAssumptions): MemoryNeed {
  const { sequence, weightBytes, tensors } = size;
  const terms: MemoryTerm[] = [
    { what: 'weights', arithmetic: `${tensors} tensors: ${dtypesInWords(size)}`, bytes: weightBytes },
  ];
  const unknown = [...size.unknown];
  const context = assumed.contextTokens ?? sequence?.contextLength ?? null;
  if (sequence && context === null) unknown.push('its key-value cache: nobody says how long its context is');
  if (sequence && context !== null) {
    const { keptPerToken, arithmetic, from } = sequence;
    const each = assumed.cacheElementBytes;
    terms.push({
      what: 'key-value cache',
      arithmetic: `${context} tokens x ${arithmetic} numbers x ${each} bytes, by ${from}`,
      bytes: Math.ceil(context * keptPerToken * each),
    });
    terms.push(batchTerm(Math.min(BATCH_TOKENS, context), context, sequence));
  }
  const overhead = assumed.overheadMb ?? MEASURED_OVERHEAD_MB[size.format];
  if (overhead === undefined) unknown.push(`the program that runs it: none for ${size.format} was measured`);
  else {
    const origin = assumed.overheadMb === null ? 'measured with a model of under 1 MB' : 'as configured';
    terms.push({
      what: 'runtime',
      arithmetic: `${overhead} x 2^20 bytes, ${origin}`,
      bytes: Math.ceil(overhead * 2 ** 20),
    });
  }
  return { terms, bytes: terms.reduce((sum, { bytes }) => sum + bytes, 0), unknown };
}

/** What one batch makes: a number for each token of the vocabulary, F32, and which tokens each may look back at, F16. */
function batchTerm(batch: number, context: number, { vocabulary }: NonNullable<ModelSize['sequence']>) {
  const words = vocabulary ?? 0;
  return {
    what: 'work on one batch',
    arithmetic: `${batch} tokens x (${words} of the vocabulary x 4 bytes + ${context} of the context x 2 bytes)`,
    bytes: batch * (words * 4 + context * 2),
  };
}

function dtypesInWords({ dtypes }: ModelSize): string {
  const sizes = Object.entries(dtypes).sort(([, a], [, b]) => b - a);
  return sizes.map(([dtype, bytes]) => `${dtype} ${bytes} bytes`).join(', ');
}
