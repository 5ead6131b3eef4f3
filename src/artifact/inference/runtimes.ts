/** The optional packages that run models, and how each is got. */
export const LLAMA = 'node-llama-cpp';
export const ONNX = 'onnxruntime-node';

/** Their own install scripts only fetch what the processor does not need, and fail without the internet. */
export const INSTALL = `npm install --ignore-scripts`;
