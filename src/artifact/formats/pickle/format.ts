import { FormatError } from '../../errors.js';
import type { ArtifactFormat } from '../format.js';
import { disguise } from '../zip/signature.js';
import { isPickle } from './sniff.js';
import { noteTrailing } from './trailing.js';
import { walkPickle } from './walk.js';

/** A pickle of any protocol, as pickle.dump and joblib.dump write it. */
export const pickle: ArtifactFormat = {
  name: 'pickle',
  title: 'a pickle',
  extensions: ['.pkl', '.pickle', '.joblib', '.bin', '.dill'],
  matches: isPickle,
  read(source, context) {
    const other = disguise(source);
    if (other) {
      // joblib compresses whole files; what is in them is not known then
      throw new FormatError('pickle_compressed', 0, `Expected a pickle, found ${other}, in which nothing is followed`);
    }
    const walk = walkPickle(source, context, { start: 0, persistent: false });
    if (walk.result !== null) noteTrailing(source, walk.end, context);
    return {
      format: 'pickle',
      version: String(walk.protocol),
      file: source.name,
      tensors: [],
      external: [],
      architecture: null,
      metadata: {},
      details: { globals: walk.globals, calls: walk.made.length },
    };
  },
};
