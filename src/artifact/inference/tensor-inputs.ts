import { TENSOR_ARRAYS, type Port, type Tensors, type TensorData, type TensorType, type TensorValue } from './model.js';
import { MAX_MESSAGE_BYTES } from './process/messages.js';

/** How open dimensions are filled in. */
export interface Guess {
  readonly size: number;
  /** Only of the first input; those of others, such as states carried along, are 1. */
  readonly isFirstOnly: boolean;
}

/** Tried in turn: lengths and edges that layers of common models can halve a few times, and 1 where nothing else goes. */
export const GUESSES: readonly Guess[] = [64, 224, 512, 16, 1].flatMap((size) =>
  [false, true].map((isFirstOnly) => ({ size, isFirstOnly })),
);

/** Base64 takes four bytes for three, and names and dimensions some. */
const MOST_BYTES = MAX_MESSAGE_BYTES / 2;

export interface Filling extends Guess {
  readonly seed: number;
  /** Sizes of open dimensions by their names, or by input and place: `tokens.1`. */
  readonly stated: Readonly<Record<string, number>>;
}

/**
 * Inputs as a model declares them, filled with noise that is the same for the same seed: from -1 to 1 for fractions, 0 and
 * 1 for whole numbers, which are valid as indices, masks and ids of about anything.
 * @returns null where it has an input that cannot be made up: a text, a sequence, or one that is too large
 */
export function noiseInputs(
  ports: readonly Port[],
  { size: openSize, isFirstOnly, seed, stated }: Filling,
): Tensors | null {
  // a name that comes first somewhere is that of the batch, wherever else it is
  const batches = ports.flatMap(({ shape }) => (typeof shape[0] === 'string' && shape[0] !== '' ? [shape[0]] : []));
  const random = noise(seed);
  const inputs: [string, TensorValue][] = [];
  let bytes = 0;
  for (const [index, { name, type, shape }] of ports.entries()) {
    if (type === null) return null;
    const dims = shape.map((size, place) => {
      if (typeof size === 'number') return size;
      const isOne = place === 0 || batches.includes(size) || (isFirstOnly && index > 0);
      return stated[size] ?? stated[`${name}.${place}`] ?? (isOne ? 1 : openSize);
    });
    const elements = dims.reduce((product, size) => product * size, 1);
    bytes += elements * TENSOR_ARRAYS[type].BYTES_PER_ELEMENT;
    if (bytes > MOST_BYTES) return null;
    inputs.push([name, { type, dims, data: filled(type, elements, random) }]);
  }
  return Object.fromEntries(inputs);
}

function filled(type: TensorType, elements: number, random: () => number): TensorData {
  const data = new TENSOR_ARRAYS[type](elements);
  for (let index = 0; index < elements; index += 1) {
    const value = random();
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[index] = value < 0.5 ? 0n : 1n;
    else if (type === 'float32' || type === 'float64') data[index] = value * 2 - 1;
    // bits of a half: from 0.5 up to 1, of both signs
    else if (type === 'float16') data[index] = 0x3800 + Math.floor(value * 0x400) + (random() < 0.5 ? 0x8000 : 0);
    else data[index] = value < 0.5 ? 0 : 1;
  }
  return data;
}

/** Mulberry32: from 0 to below 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
