import { ImageError } from '../../src/image/errors.js';
import type { Integrity, Structure } from '../../src/image/facts.js';
import { openGif } from '../../src/image/gif/reader.js';
import { DEFAULT_BUDGET, type Area, type Budget, type Drawing, type ImageReader } from '../../src/image/reader.js';
import { openSource } from '../../src/image/source.js';
import { loadKernels, type Kernels } from '../../src/image/wasm/kernels.js';
import { writeGif, type GifSpec } from './gif-writer.js';

/** Both ways in which GIFs are decoded: what `openGif` takes third. */
export const KERNELS = [
  { name: 'compiled', load: loadKernels },
  { name: 'plain', load: () => null },
] as const;

type LoadKernels = () => Kernels | null;

/** All that the reader says of a GIF. */
export interface GifReading {
  readonly structure: Structure;
  /** Copies of the composited frames, RGBA. */
  readonly frames: readonly Uint8Array[];
  /** Of each frame. */
  readonly changes: readonly {
    readonly changed: Area;
    readonly touched: Uint8Array | null;
    readonly drawing: Drawing | null;
  }[];
  /** Of the pass that painted the frames. */
  readonly integrity: Integrity;
}

export function open(gif: GifSpec | Uint8Array, budget: Budget = DEFAULT_BUDGET, load?: LoadKernels): ImageReader {
  return openGif(openSource({ bytes: gif instanceof Uint8Array ? gif : writeGif(gif) }), budget, load);
}

export async function readGif(
  gif: GifSpec | Uint8Array,
  budget: Budget = DEFAULT_BUDGET,
  load?: LoadKernels,
): Promise<GifReading> {
  const reader = open(gif, budget, load);
  const structure = await reader.structure();
  const frames: Uint8Array[] = [];
  const changes: GifReading['changes'][number][] = [];
  for await (const { rgba, changed, touched, drawing } of reader.frames()) {
    frames.push(rgba.slice());
    // colors are worked out when asked for
    changes.push({
      changed,
      touched: touched && touched.slice(),
      drawing: drawing && { ...drawing, colors: drawing.colors.toSorted() },
    });
  }
  return { structure, frames, changes, integrity: await reader.integrity() };
}

/** Integrity without painting, as where the canvas is over budget. */
export function checkGif(gif: GifSpec | Uint8Array, load?: LoadKernels): Promise<Integrity> {
  return open(gif, DEFAULT_BUDGET, load).integrity();
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
