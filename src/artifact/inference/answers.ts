import type { Generation, Inference, Logprobs, Port } from './model.js';
import { fromWire, isCounts, isDuration, isRecord, isTensorType } from './process/messages.js';

// What a loader's process answers is read as from a stranger: null where it is not what was asked for.

/** The length of a text model's context. */
export function readTextAbout(value: unknown): number | null {
  const tokens = isRecord(value) ? value['contextTokens'] : null;
  return isCounts([tokens]) ? (tokens as number) : null;
}

export function readPorts(value: unknown): { inputs: readonly Port[]; outputs: readonly Port[] } | null {
  if (!isRecord(value)) return null;
  const { inputs, outputs } = value;
  return isPorts(inputs) && isPorts(outputs) ? { inputs, outputs } : null;
}

export function readGeneration(value: unknown): Generation | null {
  if (!isRecord(value)) return null;
  const { text, tokens, promptTokens, stop, firstTokenMs, tokenMs } = value;
  if (typeof text !== 'string' || !isCounts(tokens) || !isCounts([promptTokens])) return null;
  if ((stop !== 'end' && stop !== 'length') || !isDuration(firstTokenMs)) return null;
  if (!Array.isArray(tokenMs) || !tokenMs.every(isDuration)) return null;
  return { text, tokens, promptTokens: promptTokens as number, stop, firstTokenMs, tokenMs };
}

export function readLogprobs(value: unknown): Logprobs | null {
  if (!isRecord(value)) return null;
  const { tokens, logprobs } = value;
  if (!isCounts(tokens) || !Array.isArray(logprobs) || logprobs.length !== tokens.length - 1) return null;
  return logprobs.every(isLogprob) ? { tokens, logprobs } : null;
}

export function readInference(value: unknown): Inference | null {
  if (!isRecord(value)) return null;
  const { ms } = value;
  const outputs = fromWire(value['outputs']);
  return outputs !== null && isDuration(ms) ? { outputs, ms } : null;
}

function isLogprob(value: unknown): value is number | null {
  // rounding puts a certain token a hair above 0
  return value === null || (typeof value === 'number' && Number.isFinite(value) && value < 1e-6);
}

function isPorts(value: unknown): value is readonly Port[] {
  return Array.isArray(value) && value.every(isPort);
}

function isPort(value: unknown): value is Port {
  if (!isRecord(value)) return false;
  const { name, type, shape } = value;
  if (typeof name !== 'string' || !Array.isArray(shape)) return false;
  return (type === null || isTensorType(type)) && shape.every((one) => typeof one === 'string' || isCounts([one]));
}
