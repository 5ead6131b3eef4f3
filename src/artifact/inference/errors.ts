import { ArtifactError } from '../errors.js';

/**
 * No answer of a model. Codes that say nothing of the model: `runtime_missing`, `runtime_unusable`, `aborted`,
 * `file_changed` and `unreadable` where what was loaded is not, or no longer, what was looked at,
 * `model_unsupported` where this version of the runtime knows no such operator or architecture,
 * `inputs_unknown` where nothing could be made up that it takes, `too_long` where a text does not fit the context or an
 * answer what can be handed over. Codes of the model: `model_refused` by its loader, `request_failed`, `memory_limit`,
 * `time_limit`, `loader_died` (crashed, or ended without a word), `loader_garbled` (its messages make no sense).
 */
export class InferenceError extends ArtifactError {
  /** Whether nothing was learnt of the model. */
  get isOfMachine(): boolean {
    return [
      'runtime_missing',
      'runtime_unusable',
      'file_changed',
      'unreadable',
      'model_unsupported',
      'aborted',
      'inputs_unknown',
      'too_long',
    ].includes(this.code);
  }
}
