import { bytesText } from '../../core/bytes-text.js';
import type { Finding } from '../../core/check.js';
import type { Limits, LimitValues } from '../../core/limits.js';
import { GIB, type EnvironmentProfile } from '../environments.js';
import type { FreeMemory } from '../memory/free-memory.js';
import { memoryNeed, type MemoryNeed } from '../memory/terms.js';
import { ARTIFACT, artifactCheck, onAllRead } from './define.js';

const limits = {
  /** Tokens that are kept at once where the model is served; null: as many as it was made for. */
  memoryContextTokens: { default: null, min: 1, whole: true },
  /** Bytes of one number in the key-value cache: 2 is F16, the default of llama.cpp; 1.0625 is Q8_0. */
  memoryCacheElementBytes: { default: 2, over: 0, max: 8 },
  /** MiB of the program that runs the model; null: as measured for GGUF (103) and ONNX (85), unknown for the others. */
  memoryRuntimeMb: { default: null, min: 0 },
  /** MiB of the card that its driver and libraries take: a CUDA context has 200 to 500. A figure of experience. */
  memoryCardMb: { default: 512, min: 0 },
  /** Where a part cannot be computed, the known part may take this share: activations are seldom larger than weights. */
  memoryKnownShare: { default: 0.5, over: 0, max: 1 },
} satisfies Limits;

export const memoryRequirements = artifactCheck({
  id: 'memory_requirements',
  category: 'memory_requirements',
  cost: 'structure',
  needs: ['structure', 'modelSize'],
  after: ['format_validation'],
  subjects: [ARTIFACT],
  limits,
  docs: {
    summary: 'The model fits the memory of where it is to run.',
    explain:
      'Weights: the bytes of the tensors as they are stored, quantised or not. Key-value cache: tokens x layers x key-value heads x (key + value width) x limits.memoryCacheElementBytes, from the metadata of a GGUF file or the config.json beside safetensors, for limits.memoryContextTokens or the context that the model was made for. Work on a batch of 512 tokens, as llama.cpp has it with flash attention: a logit of 4 bytes for each of the vocabulary, 2 bytes for each token of the context. The runtime: limits.memoryRuntimeMb, or what was measured. The sum is compared with the RAM of the environment, with its VRAM (and limits.memoryCardMb instead of the runtime) where a GPU is required; without an environment with the RAM that is free on this machine, within the limits of its control groups. Both are reported, every summand with its units. What no file says (activations of ONNX graphs, models without config.json) makes the sum a lower bound, and is named: within limits.memoryKnownShare of the memory it passes, over that it is inconclusive, over all of it the model fails.',
    remedy:
      'Quantise the model, state the context you serve (limits.memoryContextTokens), or choose an environment with more memory.',
  },
  asks: ({ expectation }) => (expectation.environment ? [] : ['freeMemory']),
  run({ facts: { structure, modelSize, freeMemory }, expectation: { environment } }, own): Finding {
    if (modelSize === null)
      return { outcome: 'skipped', message: 'It holds no tensors, so there is no model to be loaded' };
    const assumed = { contextTokens: own.memoryContextTokens, cacheElementBytes: own.memoryCacheElementBytes };
    const ram = memoryNeed(modelSize, { ...assumed, overheadMb: own.memoryRuntimeMb });
    const vram = memoryNeed(modelSize, { ...assumed, overheadMb: own.memoryCardMb });
    const there = environment ? declared(environment) : seen(freeMemory);
    const onCard = environment?.gpuRequired ?? false;
    const need = onCard ? vram : ram;
    const available = onCard ? there.vramBytes : there.ramBytes;
    const finding: Finding = {
      ...judged(need, { available, from: onCard ? there.vramFrom : there.ramFrom }, own),
      expected: { maxBytes: available, of: onCard ? 'VRAM' : 'RAM' },
      actual: { bytes: need.bytes, lowerBound: need.unknown.length > 0 },
      details: {
        terms: need.terms,
        unknown: need.unknown,
        ram: { neededBytes: ram.bytes, availableBytes: there.ramBytes, from: there.ramFrom },
        vram: { neededBytes: vram.bytes, availableBytes: there.vramBytes, from: there.vramFrom },
        format: modelSize.format,
        bytesByType: modelSize.dtypes,
        alsoThere: modelSize.others,
      },
    };
    return onAllRead(finding, structure);
  },
});

interface Memory {
  readonly ramBytes: number;
  readonly ramFrom: string;
  /** null: no card was seen. */
  readonly vramBytes: number | null;
  readonly vramFrom: string;
}

function declared({ name, ramGb, vramGb }: EnvironmentProfile): Memory {
  // profiles count in GB of 2^30 bytes, sizes are told in those of 10^9
  const from = (gb: number) => `${gb} GiB declared for ${name}`;
  return { ramBytes: ramGb * GIB, ramFrom: from(ramGb), vramBytes: vramGb * GIB, vramFrom: from(vramGb) };
}

/** Of several cards the one with most: a model is not split. */
function seen(free: FreeMemory | undefined): Memory {
  if (!free) throw new Error('The free memory was asked for and not given');
  const { ramBytes, ramFrom, cards, vramFrom } = free;
  const vramBytes = cards.length > 0 ? Math.max(...cards.map(({ freeBytes }) => freeBytes)) : null;
  return { ramBytes, ramFrom: `free now: ${ramFrom}`, vramBytes, vramFrom };
}

interface Available {
  /** Bytes; null: there is none. */
  readonly available: number | null;
  readonly from: string;
}

function judged(need: MemoryNeed, { available, from }: Available, own: LimitValues<typeof limits>): Finding {
  const most = available ?? 0;
  const parts = need.terms.map(({ what, bytes }) => `${what} ${bytesText(bytes)}`).join(' + ');
  const isBound = need.unknown.length > 0;
  const sum = `${isBound ? 'at least ' : ''}${bytesText(need.bytes)} (${parts}) of ${bytesText(most)} (${from})`;
  if (need.bytes > most) return { outcome: 'failed', message: `Needs ${sum}` };
  if (!isBound) return { outcome: 'passed', message: `Needs ${sum}` };
  const missing = `not counted: ${need.unknown.join('; ')}`;
  if (need.bytes > most * own.memoryKnownShare) {
    return { outcome: 'inconclusive', message: `Needs ${sum}; whether all of it fits is open, ${missing}` };
  }
  return { outcome: 'passed', message: `Needs ${sum}; ${missing}` };
}
