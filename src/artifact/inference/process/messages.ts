import { TENSOR_ARRAYS, type TensorType, type Tensors, type TensorValue } from '../model.js';

/** To a loader's process, one JSON line each, numbered: who answers has heard the question. */
export interface Asked {
  readonly id: number;
  readonly request: Request;
}

export type Request =
  | { readonly kind: 'generate'; readonly prompt: string; readonly maxTokens: number }
  | { readonly kind: 'logprobs'; readonly text: string }
  | { readonly kind: 'infer'; readonly inputs: WireTensors };

/** From it, one JSON line each: `runtime` once that is loaded, `loaded` with the model, then one answer a request. */
export type Reply =
  | { readonly kind: 'runtime'; readonly name: string }
  | { readonly kind: 'loaded'; readonly ms: number; readonly about: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string };

/** What a loader says itself of why there is no answer; see InferenceError. */
const REFUSAL_CODES = [
  'runtime_missing',
  'runtime_unusable',
  'model_unsupported',
  'model_refused',
  'request_failed',
  'too_long',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Most bytes of one message, either way: tensors of 48 MiB, as for a batch of 80 pictures of 224 x 224. */
export const MAX_MESSAGE_BYTES = 2 ** 26;

/** What a loader is started with, in its arguments. */
export interface LoaderStart {
  readonly runtime: string;
  readonly path: string;
  readonly contextTokens: number;
  readonly threads: number;
  /** Resident memory beyond which it ends itself, MiB. */
  readonly residentMb: number;
}

export interface WireTensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  /** Base64 of the elements as they lie in memory; both ends are on one machine. */
  readonly data: string;
}

export type WireTensors = Readonly<Record<string, WireTensor>>;

export function toWire(tensors: Tensors): WireTensors {
  const wired = Object.entries(tensors).map(([name, { type, dims, data }]) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return [name, { type, dims, data: bytes.toString('base64') }] as const;
  });
  return Object.fromEntries(wired);
}

/** @returns null where it is no such thing: what a loader writes is not to be trusted */
export function fromWire(wired: unknown): Tensors | null {
  if (!isRecord(wired)) return null;
  const tensors = Object.entries(wired).map(([name, value]) => [name, tensorOf(value)] as const);
  return tensors.every((entry): entry is [string, TensorValue] => entry[1] !== null)
    ? Object.fromEntries(tensors)
    : null;
}

function tensorOf(value: unknown): TensorValue | null {
  if (!isRecord(value)) return null;
  const { type, dims, data } = value;
  if (!isTensorType(type) || !isCounts(dims) || typeof data !== 'string') return null;
  const bytes = Buffer.from(data, 'base64');
  const elements = dims.reduce((product, dimension) => product * dimension, 1);
  const Elements = TENSOR_ARRAYS[type];
  if (bytes.length !== elements * Elements.BYTES_PER_ELEMENT) return null;
  // a copy, since elements lie at multiples of their size
  return { type, dims, data: new Elements(new Uint8Array(bytes).buffer) };
}

/** The reply on a line, or null where it is none. */
export function replyOn(line: string): Reply | null {
  const value = parsed(line);
  if (!isRecord(value)) return null;
  const { kind, name, ms, id, code, reason } = value;
  if (kind === 'runtime' && typeof name === 'string') return { kind, name };
  if (kind === 'loaded' && isDuration(ms)) return { kind, ms, about: value['about'] };
  if (kind === 'answer' && typeof id === 'number') return { kind, id, value: value['value'] };
  const known = REFUSAL_CODES.find((one) => one === code);
  if (kind === 'refused' && known !== undefined && typeof reason === 'string') return { kind, code: known, reason };
  return null;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // it is no JSON, which is as wrong as any other line
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTensorType(value: unknown): value is TensorType {
  return typeof value === 'string' && Object.hasOwn(TENSOR_ARRAYS, value);
}

/** Whole numbers from 0. */
export function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

/** Milliseconds. */
export function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}
