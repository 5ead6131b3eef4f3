/** The optional packages that run models. */
export const LLAMA = 'node-llama-cpp';
export const ONNX = 'onnxruntime-node';

/**
 * How some of them are got. Their own install scripts only fetch what the processor does not need, and fail without the
 * internet.
 */
export function installOf(...packages: readonly string[]): string {
  return `npm install --ignore-scripts ${packages.join(' ')}`;
}
