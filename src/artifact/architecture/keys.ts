import type { Json } from '../../core/check.js';
import type { FileStructure } from '../formats/format.js';

type Key = readonly [name: string, value: Json];

/** What of a file's metadata decides what the model is: names, authors, dates and templates do not. */
export function keysOf(file: FileStructure): readonly Key[] {
  const { format, architecture } = file;
  const own: Key[] = architecture === null ? [] : [['architecture', architecture]];
  if (format === 'gguf') return [...own, ...hyperparameters(file)];
  if (format === 'onnx') return [...own, ...ports(file)];
  return own;
}

/** Keys of the architecture's own, and those of the tokenizer; lists are in the metadata by their type and length. */
function hyperparameters({ architecture, metadata }: FileStructure): readonly Key[] {
  return Object.entries(metadata).filter(
    ([name]) =>
      (architecture !== null && name.startsWith(`${architecture}.`)) ||
      (name.startsWith('tokenizer.') && !name.startsWith('tokenizer.chat_template')),
  );
}

/** Inputs, outputs and operator sets. What an open dimension is called is for people. */
function ports({ details: { inputs, outputs, opsets } }: FileStructure): readonly Key[] {
  return [
    ...named('input', inputs),
    ...named('output', outputs),
    ...Object.entries(isObject(opsets) ? opsets : {}).map(([name, version]) => [`opset ${name}`, version] as const),
  ];
}

function named(what: string, list: Json | undefined): readonly Key[] {
  return (isList(list) ? list : []).filter(isObject).map(({ name = '', dtype = null, shape = null }, index) => {
    const sizes = isList(shape) ? shape.map((size) => (typeof size === 'number' ? size : null)) : null;
    // by name they are given; outputs are also taken by their place
    return [`${what} ${textOf(name)}`, { dtype, shape: sizes, ...(what === 'output' && { place: index }) }] as const;
  });
}

function textOf(name: Json): string {
  return typeof name === 'string' ? name : JSON.stringify(name);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
