import type { InferenceLimits, LoadedModel } from './model.js';

/** Which runtime a file needs. */
export type RuntimeName = 'llama' | 'onnx';

export interface ModelFile {
  readonly path: string;
  readonly runtime: RuntimeName;
}

/** Several may be open at once, each in its process. */
export type WithModel = <T>(
  file: ModelFile,
  limits: InferenceLimits,
  use: (model: LoadedModel) => Promise<T>,
) => Promise<T>;
