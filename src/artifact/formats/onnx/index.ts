import type { Json } from '../../../core/check.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ArtifactFormat, FileStructure, ReadContext } from '../format.js';
import { checkBombs } from './check-bombs.js';
import { checkModel } from './check-model.js';
import { checkNodes } from './check-nodes.js';
import { checkOperators } from './check-operators.js';
import type { Model, Value } from './model.js';
import { readModel } from './read-model.js';
import { checkScopes } from './scopes.js';
import { archiveIn } from '../zip/signature.js';
import { looksLikeOnnx } from './sniff.js';
import { tensorsOf } from './tensors.js';
import { Wire } from './wire.js';

/** ONNX models: one protobuf message, read where it lies. https://github.com/onnx/onnx/blob/main/docs/IR.md */
export const onnx: ArtifactFormat = {
  name: 'onnx',
  title: 'ONNX',
  extensions: ['.onnx'],
  // "BZh" is a field and its length, too
  matches: (_head, source) => archiveIn(source) === null && looksLikeOnnx(source),
  read,
};

/** Operators and ports that are told of; a hostile model has as many as it likes. */
const TOLD = 1000;

function read(source: ByteSource, context: ReadContext): FileStructure {
  const wire = new Wire(source, context);
  const model = readModel(wire);
  const { irVersion, graph, functions } = model;
  checkModel(wire, model);
  checkNodes(wire, model);
  const operators = checkOperators(wire, model);
  for (const body of [...(graph ? [graph] : []), ...functions.map((each) => each.body)]) {
    checkScopes(wire, body);
    checkBombs(wire, body);
  }
  return {
    format: 'onnx',
    version: irVersion === null ? null : String(irVersion),
    file: source.name,
    ...tensorsOf(source, model),
    architecture: null,
    metadata: Object.fromEntries(model.metadata),
    details: { ...detailsOf(model), operators: Object.fromEntries([...operators].slice(0, TOLD)) },
  };
}

function detailsOf({ producer, opsets, graph }: Model): Record<string, Json> {
  // what has a default is not asked for
  const given = new Set(graph?.initializers.map(({ name }) => name));
  return {
    producer,
    opsets: Object.fromEntries(opsets.map(({ domain, version }) => [domain || 'ai.onnx', version])),
    inputs: (graph?.inputs ?? [])
      .filter(({ name }) => !given.has(name))
      .slice(0, TOLD)
      .map(portOf),
    outputs: (graph?.outputs ?? []).slice(0, TOLD).map(portOf),
    nodes: graph?.nodes.length ?? 0,
  };
}

function portOf({ name, dtype, shape }: Value): Json {
  return { name, dtype, shape };
}
