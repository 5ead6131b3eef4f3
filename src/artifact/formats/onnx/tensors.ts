import type { ByteSource } from '../../source/byte-source.js';
import type { ExternalData, Tensor } from '../format.js';
import { innerPath } from './external-path.js';
import { labelOf, type DeclaredTensor, type Graph, type Model, type Node } from './model.js';

/** The tensors of a model as other readers have them, and the references to other files among them. */
export interface Tensors {
  readonly tensors: readonly Tensor[];
  readonly external: readonly ExternalData[];
}

/**
 * Every initializer, and every tensor that a node holds as an attribute: exporters write weights as Constant nodes too.
 * Those of graphs within nodes have the node and its attribute before their name. Ones without a type or a shape are left out.
 */
export function tensorsOf(source: ByteSource, { graph, functions }: Model): Tensors {
  const tensors: Tensor[] = [];
  const external: ExternalData[] = [];
  const add: Add = (name, declared, more) => {
    const { dtype, shape, data, bytes, external: reference } = declared;
    if (dtype === null || shape === null) return;
    const about = { name, dtype, shape, ...more };
    if (!reference) {
      const { kind, offset, bytes: held } = data;
      const encoding = kind === 'varints' || kind === 'keyed' || kind === 'other' ? { encoding: kind } : {};
      tensors.push({ ...about, file: source.name, offset, bytes: held, ...encoding });
      return;
    }
    const { location, at } = reference;
    // offsets past 2^53 are past the end of every file: the judgement of the whole says so
    const offset = Number(reference.offset);
    const length = reference.length === null ? bytes : Number(reference.length);
    external.push({ tensor: name, location, offset, bytes: length, at });
    const file = innerPath(source.name, location);
    if (file !== null) tensors.push({ ...about, file, offset, bytes: length ?? 0 });
  };
  const waiting = [
    ...(graph ? [{ graph, prefix: '' }] : []),
    ...functions.map(({ body, name }) => ({ graph: body, prefix: `${name}/` })),
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) collect(next.graph, next.prefix, add, waiting);
  return { tensors, external };
}

type Add = (name: string, declared: DeclaredTensor, more?: Pick<Tensor, 'isConstant'>) => void;

interface Waiting {
  readonly graph: Graph;
  readonly prefix: string;
}

function collect({ initializers, nodes }: Graph, prefix: string, add: Add, waiting: Waiting[]): void {
  for (const tensor of initializers) add(`${prefix}${tensor.name}`, tensor);
  for (const node of nodes) {
    const label = `${prefix}${labelOf(node)}`;
    for (const { name, at, tensors, graphs, floats } of node.attributes.values()) {
      // the value of a Constant is what the node makes
      const own = node.op === 'Constant' ? `${prefix}${node.outputs[0] ?? ''}` : `${label}/${name}`;
      tensors.forEach((tensor, index) => add(index === 0 ? own : `${own}/${index}`, tensor));
      if (floats && holdsWeights(node, name)) {
        const bytes = floats.data.bytes;
        const more = node.op === 'Constant' ? { isConstant: true as const } : {};
        add(own, { name, at, dtype: 'float32', bytes, external: null, values: null, ...floats }, more);
      }
      graphs.forEach((graph, index) =>
        waiting.push({ graph, prefix: `${label}/${name}${index === 0 ? '' : `/${index}`}/` }),
      );
    }
  }
}

/**
 * Attributes of ai.onnx.ml with numbers that were learned. Others may well be infinite or NaN: where a split sends all that is
 * missing, or what an Imputer takes for missing.
 */
const LEARNED: ReadonlySet<string> = new Set(
  'coefficients intercepts rho prob_a prob_b support_vectors offset scale target_weights class_weights'.split(' '),
);

function holdsWeights({ op, domain }: Node, attribute: string): boolean {
  return domain === 'ai.onnx.ml' ? LEARNED.has(attribute) : op === 'Constant' && domain === '';
}
