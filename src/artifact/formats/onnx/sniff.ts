import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { ProblemList } from '../../problem.js';
import { FormatError } from '../../errors.js';
import { MODEL } from './schema.js';
import { Wire } from './wire.js';

/** Fields that are looked at: by then there was a graph or an operator set. */
const LOOKED_AT = 20;

/**
 * Whether a source begins like a ModelProto. ONNX has no magic number: its first fields have to be those of a model, with
 * an IR version among them and a graph or an operator set.
 */
export function looksLikeOnnx(source: ByteSource): boolean {
  const problems = new ProblemList();
  const context: ReadContext = { problems, budget: { maxTensors: 0, maxHeldBytes: 0, maxInflatedBytes: 0 } };
  const names = new Set<string>();
  let looked = 0;
  try {
    for (const { name } of new Wire(source, context).fields(MODEL, { start: 0, end: source.size, depth: 0 })) {
      names.add(name);
      looked += 1;
      if (problems.total > 0 || looked === LOOKED_AT) break;
      if (names.has('ir_version') && (names.has('graph') || names.has('opset_import'))) return true;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return false;
}
