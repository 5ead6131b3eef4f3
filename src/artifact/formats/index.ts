import type { ArtifactFormat } from './format.js';
import { gguf } from './gguf/index.js';
import { npy } from './npy/format.js';
import { onnx } from './onnx/index.js';
import { pickle } from './pickle/format.js';
import { pytorch } from './pytorch/format.js';
import { safetensors } from './safetensors/index.js';

/** Every format, those whose first bytes say most first. A new one is one folder and one line here. */
export const FORMATS: readonly ArtifactFormat[] = [gguf, safetensors, npy, pytorch, pickle, onnx];
