import { createRequire } from 'node:module';

export type Color = readonly number[];

/** The part of gifenc that is used; the package ships no types. */
interface Gifenc {
  GIFEncoder(): GifEncoder;
  /** Pairwise nearest neighbour quantiser; at most `maxColors` RGB triples for flat RGBA bytes. */
  quantize(rgba: Uint8Array, maxColors: number): Color[];
  nearestColorIndex(palette: readonly Color[], color: Color): number;
}

interface GifEncoder {
  writeFrame(index: Uint8Array, width: number, height: number, options: GifFrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

interface GifFrameOptions {
  /** Global for the first frame, local for others; left out: the global one. */
  readonly palette?: readonly Color[];
  readonly transparent: boolean;
  readonly transparentIndex: number;
  /** ms */
  readonly delay: number;
  /** -1 = once, 0 = for ever, n = as stored. Read for the first frame. */
  readonly repeat: number;
  /** Bits a palette index needs. */
  readonly colorDepth: number;
  readonly dispose: number;
}

const require = createRequire(import.meta.url);

// the package's ESM entry is found by bundlers only, so it is required on every platform alike
export const gifenc = require('gifenc') as Gifenc;
export const GIFENC_VERSION = (require('gifenc/package.json') as { readonly version: string }).version;
