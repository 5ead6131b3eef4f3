import type { Frame, ImageReader } from './reader.js';

/** A reader whose module is loaded when something is read: most subjects are of one format, and some modules are large. */
export function lateReader(load: () => Promise<ImageReader>): ImageReader {
  let loading: Promise<ImageReader> | undefined;
  const reader = (): Promise<ImageReader> => (loading ??= load());
  return {
    structure: async () => (await reader()).structure(),
    outline: async () => (await reader()).outline(),
    async *frames(): AsyncGenerator<Frame> {
      yield* (await reader()).frames();
    },
    integrity: async () => (await reader()).integrity(),
  };
}
