import { encodeLzw, smallestCodeSize, type LzwOptions } from './lzw-encoder.js';

export type Rgb = readonly [number, number, number];

/** Any GIF, also broken ones: blocks are written in the order given, unchecked. */
export interface GifSpec {
  /** Default `GIF89a`. */
  readonly signature?: string;
  /** Logical screen, pixels. */
  readonly width: number;
  readonly height: number;
  /** Global palette, padded with black to the next power of two; none when absent. */
  readonly palette?: readonly Rgb[];
  readonly backgroundIndex?: number;
  readonly blocks: readonly Block[];
  /** Default true. */
  readonly trailer?: boolean;
  /** Bytes after the trailer. */
  readonly tail?: ArrayLike<number>;
}

export type Block = ImageSpec | { readonly raw: ArrayLike<number> };

export interface ImageSpec {
  /** Palette indices row by row, top to bottom (also when interlaced); fewer or more than width x height are written as they are. */
  readonly indices: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly left?: number;
  readonly top?: number;
  readonly interlaced?: boolean;
  /** Local palette. */
  readonly palette?: readonly Rgb[];
  /** A graphic control block is written when one of these three is given. Hundredths of a second. */
  readonly delay?: number;
  /** 0..7 */
  readonly disposal?: number;
  readonly transparent?: number;
  readonly lzw?: LzwOptions;
  /** Code bytes to write instead of encoded indices. */
  readonly codes?: ArrayLike<number>;
  /** Bytes in a data sub-block, 1..255; default 255. */
  readonly subBlockSize?: number;
}

/** A GIF's bytes. `writeGif({ width: 1, height: 1, palette: [[255, 0, 0]], blocks: [loop(0), { width: 1, height: 1, indices: [0], delay: 10 }] })` */
export function writeGif(spec: GifSpec): Uint8Array {
  const { width, height, palette } = spec;
  const flags = palette ? 0x80 | 0x70 | paletteBits(palette) : 0x70;
  return Uint8Array.from([
    ...ascii(spec.signature ?? 'GIF89a'),
    ...u16(width),
    ...u16(height),
    flags,
    spec.backgroundIndex ?? 0,
    0,
    ...(palette ? paletteBytes(palette) : []),
    ...spec.blocks.flatMap((block) => ('raw' in block ? Array.from(block.raw) : imageBytes(block))),
    ...((spec.trailer ?? true) ? [0x3b] : []),
    ...Array.from(spec.tail ?? []),
  ]);
}

/** An image with its graphic control block. */
export function imageBytes(image: ImageSpec): number[] {
  const { width, height, palette, delay, disposal, transparent } = image;
  const control = delay !== undefined || disposal !== undefined || transparent !== undefined;
  const flags = (palette ? 0x80 | paletteBits(palette) : 0) | (image.interlaced ? 0x40 : 0);
  const indices = image.interlaced ? interlace(image.indices, width, height) : image.indices;
  const codes = image.codes ?? encodeLzw(indices, image.lzw);
  return [
    ...(control ? graphicControlBytes({ delay, disposal, transparent }) : []),
    0x2c,
    ...u16(image.left ?? 0),
    ...u16(image.top ?? 0),
    ...u16(width),
    ...u16(height),
    flags,
    ...(palette ? paletteBytes(palette) : []),
    image.lzw?.minCodeSize ?? smallestCodeSize(indices),
    ...subBlocks(codes, image.subBlockSize),
  ];
}

export function graphicControlBytes(control: {
  readonly delay?: number | undefined;
  readonly disposal?: number | undefined;
  readonly transparent?: number | undefined;
}): number[] {
  const { delay = 0, disposal = 0, transparent } = control;
  return [0x21, 0xf9, 4, (disposal << 2) | (transparent === undefined ? 0 : 1), ...u16(delay), transparent ?? 0, 0];
}

/** A loop block; 0 = for ever. */
export function loop(count: number, application: 'NETSCAPE2.0' | 'ANIMEXTS1.0' = 'NETSCAPE2.0'): Block {
  return extension(0xff, ascii(application), [1, ...u16(count)]);
}

export function comment(text: string): Block {
  return extension(0xfe, ...chunks(ascii(text), 255));
}

/** A plain text block of one cell that says `A`. */
export function plainText(): Block {
  return extension(0x01, [...u16(0), ...u16(0), ...u16(8), ...u16(8), 8, 8, 1, 0], ascii('A'));
}

export function graphicControl(control: Parameters<typeof graphicControlBytes>[0]): Block {
  return { raw: graphicControlBytes(control) };
}

/** Any extension: label, then sub-blocks as given, then the terminator. */
export function extension(label: number, ...blocks: readonly ArrayLike<number>[]): Block {
  return { raw: [0x21, label, ...blocks.flatMap((block) => [block.length, ...Array.from(block)]), 0] };
}

export function raw(...bytes: readonly number[]): Block {
  return { raw: bytes };
}

/** Bytes cut into sub-blocks, terminator included. */
export function subBlocks(bytes: ArrayLike<number>, size = 255): number[] {
  return [...chunks(Array.from(bytes), size).flatMap((chunk) => [chunk.length, ...chunk]), 0];
}

/** Rows in the order in which an interlaced image stores them: every 8th from 0, from 4, every 4th from 2, every 2nd from 1. */
export function interlace(indices: ArrayLike<number>, width: number, height: number): number[] {
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const;
  const all = Array.from(indices);
  const out: number[] = [];
  for (const [first, step] of passes) {
    for (let row = first; row < height; row += step) out.push(...all.slice(row * width, (row + 1) * width));
  }
  return out;
}

export function u16(value: number): [number, number] {
  return [value & 0xff, value >> 8];
}

export function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function chunks(bytes: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}

function paletteBits(palette: readonly Rgb[]): number {
  return Math.max(0, Math.ceil(Math.log2(palette.length)) - 1);
}

function paletteBytes(palette: readonly Rgb[]): number[] {
  const padding = (2 << paletteBits(palette)) - palette.length;
  return [...palette.flat(), ...Array<number>(3 * padding).fill(0)];
}
