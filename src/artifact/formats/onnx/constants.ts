import type { DeclaredTensor, Graph, Node, Value } from './model.js';

/** What can be said of a value without running the model. */
export interface Known {
  /** null: not known. */
  readonly shape: readonly number[] | null;
  /** Of a short list of numbers; null: not known. */
  readonly values: readonly number[] | null;
}

/** Numbers that are followed through a graph: shapes, sizes and repeats are that short. */
const SHORT = 64;

const NOTHING: Known = { shape: null, values: null };

/** Operators whose result has the shape that their inputs have together. */
const ELEMENTWISE = new Set(
  'Add Sub Mul Div Pow Max Min Mean Sum Mod And Or Xor Equal Greater Less GreaterOrEqual LessOrEqual Where Abs Neg Exp Log Sqrt Relu Sigmoid Tanh Softmax Erf Clip Cast Identity Dropout Not Floor Ceil Round'.split(
    ' ',
  ),
);

/**
 * What is known of the values of a graph: shapes and short lists of numbers, followed from what is constant through the
 * operators that make large things. A dimension that the model leaves open counts as 1, so that sizes are lower bounds.
 */
export class Constants {
  readonly #known = new Map<string, Known>();
  readonly #around: Constants | null;

  constructor(graph: Graph, around: Constants | null) {
    this.#around = around;
    for (const value of graph.inputs) this.#known.set(value.name, { shape: shapeOf(value), values: null });
    for (const tensor of graph.initializers) this.#known.set(tensor.name, ofTensor(tensor));
  }

  of(name: string | undefined): Known {
    if (name === undefined || name === '') return NOTHING;
    return this.#known.get(name) ?? this.#around?.of(name) ?? NOTHING;
  }

  /** Works out what a node makes, and remembers it. */
  follow(node: Node): Known {
    const made = node.domain === '' ? this.#made(node) : NOTHING;
    const [first] = node.outputs;
    if (first !== undefined && (made.shape || made.values)) this.#known.set(first, short(made));
    return made;
  }

  #made(node: Node): Known {
    const inputs = node.inputs.map((name) => this.of(name));
    const [first = NOTHING, second = NOTHING] = inputs;
    const shape = this.#shape(node, inputs);
    const values = numbersOf(node, inputs);
    if (node.op === 'Constant') return constantOf(node);
    // a list knows its own length
    if (values && !shape) return { shape: [values.length], values };
    if (node.op === 'Reshape') return { shape: reshaped(first.shape, second.values), values: first.values };
    return { shape, values };
  }

  #shape({ op, inputs: names, attributes }: Node, inputs: readonly Known[]): readonly number[] | null {
    const [first = NOTHING, second = NOTHING, third = NOTHING] = inputs;
    if (ELEMENTWISE.has(op)) return broadcast(inputs.map(({ shape }) => shape));
    switch (op) {
      case 'ConstantOfShape':
        return first.values;
      case 'Expand':
        return second.values && broadcast([first.shape ?? [], second.values]);
      case 'Tile':
        return second.values && second.values.map((repeats, axis) => repeats * (first.shape?.[axis] ?? 1));
      case 'Resize':
        // up to version 10 the scales come second
        return this.of(names[3]).values ?? scaled(first.shape, third.values ?? second.values);
      case 'Upsample':
        return scaled(first.shape, second.values);
      case 'Range': {
        const [start, limit, delta] = [first.values?.[0], second.values?.[0], third.values?.[0]];
        if (start === undefined || limit === undefined || delta === undefined || delta === 0) return null;
        return [Math.max(0, Math.ceil((limit - start) / delta))];
      }
      case 'RandomNormal':
      case 'RandomUniform':
        return attributes.get('shape')?.ints ?? null;
      case 'Pad':
        return padded(first.shape, second.values ?? attributes.get('pads')?.ints ?? null);
      case 'OneHot':
        return second.values && [...(first.shape ?? []), second.values[0] ?? 1];
      case 'Concat':
        return joined(inputs, attributes.get('axis')?.int ?? 0);
      case 'MatMul':
        return product(first.shape, second.shape);
      case 'Shape':
        return first.shape && [first.shape.length];
      default:
        return null;
    }
  }
}

/** A shape with more dimensions than there are real ones is not followed: each node could add one. */
function short({ shape, values }: Known): Known {
  return { shape: shape && shape.length > SHORT ? null : shape, values };
}

function ofTensor({ shape, values }: DeclaredTensor): Known {
  return { shape, values };
}

function constantOf({ attributes }: Node): Known {
  const tensor = attributes.get('value')?.tensors[0];
  if (tensor) return ofTensor(tensor);
  const int = attributes.get('value_int')?.int;
  if (int !== undefined && int !== null) return { shape: [], values: [int] };
  const ints = attributes.get('value_ints')?.ints;
  return ints ? { shape: [ints.length], values: ints } : NOTHING;
}

function shapeOf({ shape }: Value): readonly number[] | null {
  return shape && shape.map((size) => (typeof size === 'number' ? size : 1));
}

/** Short lists of numbers that are computed from others. */
function numbersOf({ op }: Node, inputs: readonly Known[]): readonly number[] | null {
  const lists = inputs.map(({ values }) => values);
  const [first, second] = lists;
  if (['Identity', 'Cast', 'Squeeze', 'Unsqueeze'].includes(op)) return first ?? null;
  if (op === 'Concat' && lists.every((list) => list !== null)) {
    const all = lists.flat();
    return all.length <= SHORT ? all : null;
  }
  const compute = ARITHMETIC[op];
  if (!compute || !first || !second || lists.length !== 2) return null;
  const length = Math.max(first.length, second.length);
  if (![first, second].every((list) => list.length === length || list.length === 1)) return null;
  return Array.from({ length }, (_, at) => compute(first[at % first.length]!, second[at % second.length]!));
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
};

/** Shapes that are not known count as a single value: what is known is a lower bound. */
function broadcast(shapes: readonly (readonly number[] | null)[]): readonly number[] | null {
  const known = shapes.filter((shape) => shape !== null);
  if (known.length === 0) return null;
  const rank = known.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rank }, (_, axis) =>
    known.reduce((most, shape) => Math.max(most, shape[axis - rank + shape.length] ?? 1), 1),
  );
}

function scaled(shape: readonly number[] | null, scales: readonly number[] | null): readonly number[] | null {
  return scales && scales.length > 0 ? scales.map((scale, axis) => Math.floor(scale * (shape?.[axis] ?? 1))) : null;
}

/** Begins of all axes come before their ends. */
function padded(shape: readonly number[] | null, pads: readonly number[] | null): readonly number[] | null {
  const rank = pads ? Math.floor(pads.length / 2) : 0;
  return pads && Array.from({ length: rank }, (_, axis) => (shape?.[axis] ?? 1) + pads[axis]! + pads[axis + rank]!);
}

function joined(inputs: readonly Known[], axis: number): readonly number[] | null {
  const shapes = inputs.map(({ shape }) => shape).filter((shape) => shape !== null);
  const [first] = shapes;
  if (!first) return null;
  const at = axis < 0 ? axis + first.length : axis;
  if (at < 0 || at >= first.length) return null;
  return first.with(
    at,
    shapes.reduce((sum, shape) => sum + (shape[at] ?? 0), 0),
  );
}

function product(left: readonly number[] | null, right: readonly number[] | null): readonly number[] | null {
  if (!left || !right || left.length < 2 || right.length < 2) return null;
  const around = broadcast([left.slice(0, -2), right.slice(0, -2)])!;
  return [...around, left.at(-2)!, right.at(-1)!];
}

function reshaped(shape: readonly number[] | null, wanted: readonly number[] | null): readonly number[] | null {
  if (!wanted) return shape;
  const kept = wanted.map((size, axis) => (size === 0 ? (shape?.[axis] ?? 1) : size));
  if (!kept.includes(-1)) return kept;
  const all = shape ? shape.reduce((sum, size) => sum * size, 1) : 1;
  const others = kept.reduce((sum, size) => (size === -1 ? sum : sum * size), 1);
  return kept.map((size) => (size === -1 ? Math.max(1, Math.floor(all / Math.max(1, others))) : size));
}
