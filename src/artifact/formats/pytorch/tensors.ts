import type { ReadContext, Tensor } from '../format.js';
import { namesOf } from '../pickle/names.js';
import { isGlobal, type Made, type Value } from '../pickle/values.js';
import type { Walk } from '../pickle/walk.js';
import { dtypeOf, storageOf, type Storage } from './storages.js';

/** Where the bytes of a storage lie. */
export interface Place {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

export interface TensorOptions {
  readonly file: string;
  readonly context: ReadContext;
  /** null: there is none; whoever looks for it notes that. */
  readonly place: (storage: Storage) => Place | null;
}

/** Arguments that every function that rebuilds a tensor has in the same places. */
const REBUILDERS = ['_rebuild_tensor', '_rebuild_tensor_v2', '_rebuild_tensor_v3', '_rebuild_qtensor'];

/**
 * The tensors that a pickle puts together, also those that it throws away. Their bytes reach from the first element to the
 * last, so a view with strides has more of them than its own, and an expanded one fewer.
 */
export function torchTensors({ result, made }: Walk, options: TensorOptions): Tensor[] {
  const { problems, budget } = options.context;
  const names = result === null ? new Map<Value, string>() : namesOf(result);
  const tensors: Tensor[] = [];
  for (const call of made) {
    const args = rebuilt(call);
    if (!args) continue;
    const name = names.get(call) ?? `tensor at byte ${call.at}`;
    if (tensors.length >= budget.maxTensors) {
      const message = `Expected at most ${budget.maxTensors} tensors, found more`;
      const place = { file: options.file, offset: call.at, part: name };
      problems.add({ rule: 'pytorch_too_many_tensors', concern: 'format', severity: 'error', ...place, message });
      break;
    }
    const tensor = tensorOf(name, args, call, options);
    if (tensor) tensors.push(tensor);
  }
  return tensors;
}

/** Arguments of a call that rebuilds a tensor; null: it is another one. */
export function rebuilt({ by, args }: Made): readonly Value[] | null {
  if (by?.module === 'torch._utils' && REBUILDERS.includes(by.name)) return args;
  const [first, , inner] = args;
  const isTyped = isGlobal(by, 'torch._tensor', '_rebuild_from_type_v2');
  if (!isTyped || first?.kind !== 'global' || inner?.kind !== 'tuple') return null;
  return first.module === 'torch._utils' && REBUILDERS.includes(first.name) ? inner.items : null;
}

function tensorOf(
  name: string,
  [stored, offset, size, stride, , , type]: readonly Value[],
  { at, by }: Made,
  { file, context, place }: TensorOptions,
): Tensor | null {
  const wrong = (rule: string, message: string): null => {
    context.problems.add({ rule, concern: 'format', severity: 'error', file, offset: at, part: name, message });
    return null;
  };
  const storage = stored?.kind === 'stored' ? storageOf(stored) : null;
  if (!storage) return wrong('pytorch_storage', 'Expected the storage of a tensor as torch writes it, found another');
  const first = whole(offset);
  const shape = wholes(size);
  const strides = wholes(stride);
  if (first === null || !shape || !strides || shape.length !== strides.length) {
    return wrong('pytorch_tensor', 'Expected an offset, sizes and as many strides, each 0 or more, found others');
  }
  // also where one of them is 0
  if (shape.reduce((product, length) => product * (length || 1), 1) > Number.MAX_SAFE_INTEGER) {
    return wrong('pytorch_tensor', 'Expected fewer than 2^53 elements, found more');
  }
  const own = by?.name === '_rebuild_tensor_v3' ? dtypeOf(type) : storage;
  if (!own) return wrong('pytorch_dtype', 'Expected the type of the elements of a tensor, found another');
  const { dtype, elementBytes } = own;
  // compared as a product: sizes may be as large as they like
  const span = shape.includes(0) ? 0 : shape.reduce((last, length, index) => last + (length - 1) * strides[index]!, 1);
  const end = (first + span) * elementBytes;
  const bytes = storage.elements * storage.elementBytes;
  if (!(end <= bytes)) {
    const found = `one that ends at byte ${end}`;
    return wrong(
      'pytorch_tensor_outside',
      `Expected a tensor within the ${bytes} bytes of its storage, found ${found}`,
    );
  }
  const where = place(storage);
  if (!where) return null;
  const start = where.offset + first * elementBytes;
  return { name, dtype, shape, file: where.file, offset: start, bytes: span * elementBytes };
}

function whole(value: Value | undefined): number | null {
  return value?.kind === 'whole' && value.value !== null && value.value >= 0 ? value.value : null;
}

/** Of a tuple, or of the torch.Size made of one. */
function wholes(value: Value | undefined): number[] | null {
  const tuple = value?.kind === 'made' && isGlobal(value.by, 'torch', 'Size') ? value.args[0] : value;
  if (tuple?.kind !== 'tuple' || tuple.items.length > MOST_DIMENSIONS) return null;
  const numbers = tuple.items.map(whole);
  return numbers.includes(null) ? null : (numbers as number[]);
}

/** torch's own limit. */
const MOST_DIMENSIONS = 64;
