import type { ImageInput } from '../image/source.js';

/**
 * The subject as it is now, ready for another thread. Bytes are copied once into shared memory (a message would clone
 * them again): the caller's buffer is neither transferred nor affected, and may change as soon as this returns.
 */
export function shareBytes(input: ImageInput): ImageInput {
  if ('path' in input) return input;
  const bytes = new Uint8Array(new SharedArrayBuffer(input.bytes.length));
  bytes.set(input.bytes);
  return { bytes };
}
