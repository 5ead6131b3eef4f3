/** A colour table (GIF89a sections 19 and 21). */
export interface Palette {
  /** 256 opaque RGBA pixels in memory order (R, G, B, A bytes); black beyond `size`, as most readers show it. */
  readonly colors: Uint32Array;
  /** Entries that the file gives: 2, 4, ... 256. */
  readonly size: number;
}

/** Entries that a packed field's low three bits promise. */
export function paletteSize(flags: number): number {
  return 2 << (flags & 7);
}

/** @param start - where the first of `size` RGB triples is */
export function readPalette(bytes: Uint8Array, start: number, size: number): Palette {
  const rgba = new Uint8Array(4 * 256);
  for (let at = 0, from = start; at < 4 * size; at += 4) {
    rgba[at] = bytes[from++]!;
    rgba[at + 1] = bytes[from++]!;
    rgba[at + 2] = bytes[from++]!;
  }
  for (let alpha = 3; alpha < rgba.length; alpha += 4) rgba[alpha] = 255;
  return { colors: new Uint32Array(rgba.buffer), size };
}
