import { ArtifactError } from '../errors.js';

/**
 * No answer of a model. Codes of the machine, which say nothing of the model: `runtime_missing`, `runtime_unusable`.
 * Codes of the model: `model_refused` by its loader, `request_failed`, `memory_limit`, `time_limit`, `loader_died`
 * (crashed, or ended without a word), `loader_garbled` (its messages make no sense).
 */
export class InferenceError extends ArtifactError {
  /** Whether it is the machine that lacks something, not the model. */
  get isOfMachine(): boolean {
    return this.code === 'runtime_missing' || this.code === 'runtime_unusable';
  }
}
