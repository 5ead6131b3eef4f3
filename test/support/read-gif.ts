import { ImageError } from '../../src/image/errors.js';
import type { Integrity, Structure } from '../../src/image/facts.js';
import { openGif } from '../../src/image/gif/reader.js';
import { DEFAULT_BUDGET, type Budget } from '../../src/image/reader.js';
import { openSource } from '../../src/image/source.js';
import { writeGif, type GifSpec } from './gif-writer.js';

/** All that the reader says of a GIF. */
export interface GifReading {
  readonly structure: Structure;
  /** Copies of the composited frames, RGBA. */
  readonly frames: readonly Uint8Array[];
  /** Of the pass that painted the frames. */
  readonly integrity: Integrity;
}

export async function readGif(gif: GifSpec | Uint8Array, budget: Budget = DEFAULT_BUDGET): Promise<GifReading> {
  const reader = openGif(openSource({ bytes: gif instanceof Uint8Array ? gif : writeGif(gif) }), budget);
  const structure = await reader.structure();
  const frames: Uint8Array[] = [];
  for await (const frame of reader.frames()) frames.push(frame.rgba.slice());
  return { structure, frames, integrity: await reader.integrity() };
}

/** Integrity without painting, as where the canvas is over budget. */
export function checkGif(gif: GifSpec | Uint8Array): Promise<Integrity> {
  return openGif(openSource({ bytes: gif instanceof Uint8Array ? gif : writeGif(gif) }), DEFAULT_BUDGET).integrity();
}

/** The code of the ImageError that the promise ends in; fails the test for any other end. */
export async function imageErrorCode(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('Expected an ImageError but there was none'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ImageError) return error.code;
  throw error;
}
