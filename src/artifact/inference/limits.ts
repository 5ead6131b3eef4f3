import type { Limits } from '../../core/limits.js';

/** Within what models are loaded and asked. Limits of the check `inference`; measuring and judging both read them. */
export const INFERENCE_LIMITS = {
  // a small model with its context needs some 100 MiB, and compute buffers of large ones some hundred more
  inferenceMemoryMb: { default: 1024, min: 256, max: 2 ** 24, whole: true },
  // a loader reads weights, packs them anew for the processor, and holds both meanwhile
  inferenceMemoryFactor: { default: 3, min: 1, max: 100 },
  // loading a model of 7 billion parameters and 100 tokens of it take half of that on four cores
  inferenceTimeoutMs: { default: 60_000, min: 100, max: 2 ** 31 - 1, whole: true },
  // prompt and answer of the defaults take 60; each token of the context takes memory
  inferenceContextTokens: { default: 512, min: 16, max: 2 ** 20, whole: true },
  // enough to show repetition, few enough that a model at 5 tokens a second answers three prompts in 20 s
  responseTokens: { default: 32, min: 1, max: 4096, whole: true },
} as const satisfies Limits;
