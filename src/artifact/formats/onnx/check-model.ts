import type { Model, Opset } from './model.js';
import type { Wire } from './wire.js';

/** IR versions that there are: those of onnx up to 1.20. */
const IR_VERSIONS = { min: 1, max: 13 };

/** Operator sets that we know, with their newest version: ONNX's own, and those that onnxruntime itself brings. */
const DOMAINS: Readonly<Record<string, number>> = {
  '': 26,
  'ai.onnx.ml': 5,
  'ai.onnx.training': 1,
  'ai.onnx.preview.training': 1,
  'com.microsoft': 1,
  'com.microsoft.nchwc': 1,
  'com.microsoft.experimental': 1,
  'com.ms.internal.nhwc': 26,
};

export function isKnownDomain(domain: string): boolean {
  return Object.hasOwn(DOMAINS, domain);
}

/** Holds what a model says of itself to what there is: versions, operator sets, a graph, and the size of a message. */
export function checkModel(wire: Wire, { irVersion, opsets, graph, functions }: Model): void {
  if (wire.source.size > MAX_MESSAGE) {
    const message = `A protobuf message has at most ${MAX_MESSAGE} bytes, found ${wire.source.size}: larger models keep their data in other files`;
    wire.note('onnx_over_2_gib', MAX_MESSAGE, message);
  }
  if (irVersion === null) wire.note('onnx_ir_version', 0, 'The model states no IR version');
  else if (irVersion < IR_VERSIONS.min || irVersion > IR_VERSIONS.max) {
    const expected = `${IR_VERSIONS.min} to ${IR_VERSIONS.max}`;
    wire.note('onnx_ir_version', irAt(wire), `Expected IR version ${expected}, found ${irVersion}`);
  }
  if (!graph) wire.note('onnx_no_graph', 0, 'The model has no graph');
  checkOpsets(wire, opsets, 'model');
  for (const { opsets: own, name } of functions) checkOpsets(wire, own, `function ${name}`);
}

/** protobuf's own limit. */
const MAX_MESSAGE = 2 ** 31 - 1;

/** Writers put it first; where another did not, the file as a whole is named. */
function irAt(wire: Wire): number {
  return wire.source.read(0, 1)[0] === 0x08 ? 1 : 0;
}

function checkOpsets(wire: Wire, opsets: readonly Opset[], whose: string): void {
  if (opsets.length === 0) wire.note('onnx_opset_missing', 0, `The ${whose} imports no operator set`);
  const seen = new Map<string, number>();
  for (const { domain, version, at } of opsets) {
    const title = domain || 'ai.onnx';
    const part = { part: title };
    const before = seen.get(domain);
    // converters of scikit-learn say the same twice, which means nothing else
    const severity = before === version ? 'warning' : 'error';
    if (before !== undefined)
      wire.note('onnx_duplicate_opset', at, `The ${whose} imports ${title} twice`, { ...part, severity });
    seen.set(domain, before ?? version);
    const newest = Object.hasOwn(DOMAINS, domain) ? DOMAINS[domain]! : Number.MAX_SAFE_INTEGER;
    if (version < 1 || version > newest) {
      const expected = isKnownDomain(domain) ? `1 to ${newest}` : 'of at least 1';
      wire.note('onnx_opset_unknown', at, `Expected version ${expected} of ${title}, found ${version}`, part);
    }
  }
}
