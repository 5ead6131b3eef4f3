import type { ArtifactFormat } from '../format.js';
import { contentOf, isDeflatedPickle } from './compressed.js';
import { isPickle } from './sniff.js';
import { arrayTensors } from './tensors.js';
import { noteTrailing } from './trailing.js';
import { walkPickle } from './walk.js';

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
      tensors: arrayTensors(walk, content, context),
      external: [],
      architecture: null,
      metadata: {},
      details: { globals: walk.globals, calls: walk.made.length },
    };
  },
};
