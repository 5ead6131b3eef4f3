import type { ByteSource } from '../../source/byte-source.js';
import type { ArtifactFormat, ReadContext, Tensor } from '../format.js';
import { elementTypeOf } from '../npy/dtype.js';
import { contentOf, isDeflatedPickle } from './compressed.js';
import { namesOf } from './names.js';
import { isPickle } from './sniff.js';
import { noteTrailing } from './trailing.js';
import type { Value } from './values.js';
import { walkPickle, type Walk } from './walk.js';

/** With `.gz` or `.z` behind them joblib and pandas write and read them compressed. */
const NAMES = ['.pkl', '.pickle', '.joblib', '.dill'];

/** A pickle of any protocol, as pickle.dump and joblib.dump write it. */
export const pickle: ArtifactFormat = {
  name: 'pickle',
  title: 'a pickle',
  extensions: ['.bin', ...NAMES.flatMap((name) => [name, `${name}.gz`, `${name}.z`])],
  matches: (head, source) => isPickle(head, source) || isDeflatedPickle(source),
  read(source, context) {
    const content = contentOf(source, context);
    if (!content) return null;
    const walk = walkPickle(content, context, { start: 0, persistent: false, rawArrays: true });
    if (walk.result !== null) noteTrailing(content, walk.end, context);
    return {
      format: 'pickle',
      version: String(walk.protocol),
      file: source.name,
      tensors: arraysOf(walk, content, context),
      external: [],
      architecture: null,
      metadata: {},
      details: { globals: walk.globals, calls: walk.made.length },
    };
  },
};

/** Arrays that lie between the opcodes, named by the keys that lead to them; those of a broken pickle by their byte. */
function arraysOf({ arrays, result }: Walk, { name: file }: ByteSource, { budget }: ReadContext): Tensor[] {
  const names = result === null ? new Map<Value, string>() : namesOf(result);
  return arrays.slice(0, budget.maxTensors).map(({ made, element, shape, offset, bytes }) => {
    const name = names.get(made) || `array at byte ${offset}`;
    return { name, dtype: elementTypeOf(element.descr)?.name ?? element.descr, shape, file, offset, bytes };
  });
}
