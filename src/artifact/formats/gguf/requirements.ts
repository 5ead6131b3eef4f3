import { FAMILIES, WIDTHS, type Family, type Rule } from './families.js';
import type { Hyper } from './hyper.js';
import { isMatrixType } from './tensor-types.js';

/** A tensor as far as its shape goes. */
export interface Shaped {
  readonly name: string;
  /** Innermost first; null: it is refused already. */
  readonly shape: readonly number[] | null;
  /** null: it is refused already. */
  readonly dtype: string | null;
}

/** What is wrong with the tensors of a model. */
export interface WrongTensor {
  readonly rule: 'tensor_missing' | 'tensor_shape' | 'tensor_layer' | 'tensor_use';
  readonly name: string;
  readonly message: string;
}

/** Missing tensors that are named one by one; a model without its layers lacks thousands. */
const NAMED = 20;

/**
 * Which tensors an architecture asks for, and how the metadata shape them.
 * @returns null for an architecture that is not known
 */
export function wrongTensors(
  architecture: string,
  hyper: Hyper,
  tensors: ReadonlyMap<string, Shaped>,
): readonly WrongTensor[] | null {
  const family = Object.hasOwn(FAMILIES, architecture) ? FAMILIES[architecture] : undefined;
  if (!family) return null;
  const wrong: WrongTensor[] = [];
  let missing = 0;
  for (const { rule, prefix, layer } of rulesOf(family, hyper)) {
    const name = prefix + rule.name;
    const found = tensors.get(name);
    const isReplaced = rule.unless !== undefined && tensors.has(prefix + rule.unless);
    if (found) wrong.push(...wrongShape(found, rule, hyper, layer), ...wrongUse(found, rule));
    else if (!rule.isOptional && !isReplaced) {
      missing += 1;
      const message = `Expected it in a model of architecture ${architecture}, found no such tensor`;
      if (missing <= NAMED) wrong.push({ rule: 'tensor_missing', name, message });
    }
  }
  return [...wrong, ...beyondLayers(hyper, tensors)];
}

/** Loaders refuse tensors that they did not ask for. */
function beyondLayers({ layers }: Hyper, tensors: ReadonlyMap<string, Shaped>): WrongTensor[] {
  return [...tensors.keys()].flatMap((name): WrongTensor[] => {
    const layer = /^blk\.(\d+)\./.exec(name)?.[1];
    if (layer === undefined || Number(layer) < layers) return [];
    return [{ rule: 'tensor_layer', name, message: `Expected layers below ${layers} by the metadata, found ${layer}` }];
  });
}

function* rulesOf({ model, layer: rules }: Family, hyper: Hyper) {
  for (const rule of model) yield { rule, prefix: '', layer: 0 };
  for (let layer = 0; layer < hyper.layers; layer += 1) {
    for (const rule of rules) {
      // those of experts are others
      if (hyper.experts > 0 && /^ffn_(gate|up|down)/.test(rule.name)) continue;
      yield { rule, prefix: `blk.${layer}.`, layer };
    }
  }
}

function wrongShape({ name, shape }: Shaped, rule: Rule, hyper: Hyper, layer: number): WrongTensor[] {
  if (!shape) return [];
  const expected = rule.shape.map((width) => WIDTHS[width](hyper, layer));
  // further dimensions of 1 change nothing
  const isRight = [0, 1, 2, 3].every((index) => {
    const width = index < expected.length ? expected[index] : 1;
    return width === null || (shape[index] ?? 1) === width;
  });
  if (isRight) return [];
  const wanted = expected.map((width) => width ?? 'any').join(' x ');
  const message = `Expected ${wanted} by the metadata, found ${shape.join(' x ')}`;
  return [{ rule: 'tensor_shape', name, message }];
}

/** llama.cpp loads them, and dies when it first works with them (binary-ops.cpp, ggml-cpu.c). */
function wrongUse({ name, dtype }: Shaped, { shape }: Rule): WrongTensor[] {
  if (dtype === null) return [];
  const isVector = shape.length === 1;
  if (isVector ? dtype === 'F32' : isMatrixType(dtype)) return [];
  const wanted = isVector ? 'F32 for what is added to or multiplied with single values' : 'a type that matrices have';
  return [{ rule: 'tensor_use', name, message: `Expected ${wanted}, found ${dtype}` }];
}
