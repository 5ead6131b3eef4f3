import { ArtifactError } from '../errors.js';
import { TENSOR_ARRAYS, type Port, type TensorData, type Tensors, type TensorType } from '../inference/model.js';
import type { ClassExample, HoldoutHeader } from './example.js';
import { pixelsOf } from './pixels.js';

/** Elements of one input: a picture of 4096 x 4096 in four channels. */
const MAX_ELEMENTS = 2 ** 26;

/**
 * The input of a model that an example says: its own numbers, or the pixels of its image.
 * @throws ArtifactError `holdout_input` where the model takes something else than the example has
 */
export async function tensorsOf(
  example: ClassExample,
  inputs: readonly Port[],
  header: HoldoutHeader,
): Promise<Tensors> {
  const port = portOf(inputs, header);
  const { type } = port;
  if (type === null || type === 'float16') throw refused(`the input ${port.name} takes no plain numbers`);
  const { values } = example;
  const dims = dimsOf(port, header, typeof values === 'string' ? null : values.length);
  const numbers = typeof values === 'string' ? await pixelsOf(values, dims, isFloat(type), header) : values;
  return { [port.name]: { type, dims, data: arrayOf(type, numbers) } };
}

function portOf(inputs: readonly Port[], { input }: HoldoutHeader): Port {
  const [first] = inputs;
  if (input === undefined && first && inputs.length === 1) return first;
  const named = inputs.find(({ name }) => name === input);
  if (named && inputs.length === 1) return named;
  const names = inputs.map(({ name }) => name).join(', ');
  throw refused(`it takes ${inputs.length} inputs (${names}); only models of one can be asked`);
}

/** A dimension that the model leaves open is 1 for the batch, the header's, or what is left of the values. */
function dimsOf({ name, shape }: Port, header: HoldoutHeader, values: number | null): number[] {
  if (header.shape && header.shape.length !== shape.length) {
    throw refused(`the header's shape has ${header.shape.length} dimensions, ${name} has ${shape.length}`);
  }
  const dims = shape.map((dimension, at) => {
    const stated = header.shape?.[at] ?? (at === 0 && shape.length > 1 ? 1 : null);
    if (typeof dimension === 'string') return stated;
    if (header.shape && stated !== dimension) throw refused(`${name} has ${dimension} where the header has ${stated}`);
    return dimension;
  });
  const known = dims.reduce<number>((product, dimension) => product * (dimension ?? 1), 1);
  const open = dims.filter((dimension) => dimension === null).length;
  if (open > 1 || (open === 1 && (values === null || values % known !== 0))) {
    throw refused(`${name} leaves dimensions open: the header has to state its shape`);
  }
  const whole = dims.map((dimension) => dimension ?? (values ?? 0) / known);
  const elements = whole.reduce((product, dimension) => product * dimension, 1);
  if (elements > MAX_ELEMENTS) throw refused(`${name} has ${elements} elements; at most ${MAX_ELEMENTS} can be given`);
  if (values !== null && values !== elements)
    throw refused(`${name} takes ${elements} values, the example has ${values}`);
  return whole;
}

function arrayOf(type: TensorType, numbers: ArrayLike<number>): TensorData {
  if (type === 'int64' || type === 'uint64') {
    const whole = Array.from(numbers, (number) => {
      if (!Number.isSafeInteger(number)) throw refused(`${number} is no whole number`);
      return BigInt(number);
    });
    return type === 'int64' ? BigInt64Array.from(whole) : BigUint64Array.from(whole);
  }
  return TENSOR_ARRAYS[type].from(numbers);
}

const isFloat = (type: TensorType) => type.startsWith('float');

function refused(message: string): ArtifactError {
  return new ArtifactError('holdout_input', `The holdout does not fit the model: ${message}`);
}
