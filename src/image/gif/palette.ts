/** A colour table (GIF89a sections 19 and 21). */
export class Palette {
  /** 256 opaque RGBA pixels in memory order (R, G, B, A bytes); black beyond `size`, as most readers show it. */
  readonly colors: Uint32Array;
  /** The same bytes. */
  readonly rgba: Uint8Array;
  /** Entries that the file gives: 2, 4, ... 256. */
  readonly size: number;
  #lowest: Uint8Array | undefined;

  constructor(colors: Uint32Array, size: number) {
    this.colors = colors;
    this.rgba = new Uint8Array(colors.buffer, colors.byteOffset, colors.byteLength);
    this.size = size;
  }

  /** For each index the lowest one of the same colour. Made only where colours are counted. */
  get lowest(): Uint8Array {
    return (this.#lowest ??= lowestOf(this.colors));
  }
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
  return new Palette(new Uint32Array(rgba.buffer), size);
}

function lowestOf(colors: Uint32Array): Uint8Array {
  const first = new Map<number, number>();
  const lowest = new Uint8Array(colors.length);
  for (let index = 0; index < colors.length; index++) {
    const color = colors[index]!;
    const known = first.get(color);
    if (known === undefined) first.set(color, index);
    lowest[index] = known ?? index;
  }
  return lowest;
}

/**
 * What each index draws, in memory order; 0 leaves the canvas alone.
 * @param palette - null: all black
 * @param transparent - index that draws nothing; -1 for none
 * @param black - opaque, in memory order
 * @param out - 256 pixels
 */
export function setDrawnColors(palette: Palette | null, transparent: number, black: number, out: Uint32Array): void {
  if (palette) out.set(palette.colors);
  else out.fill(black);
  if (transparent >= 0) out[transparent] = 0;
}

// of no use between calls: made once, because there is a call for every frame
const NAMED = new Uint8Array(256);

/**
 * The distinct colours that indices stand for, 0xRRGGBB.
 * @param used - 256 flags, 1 for each of the indices
 * @param transparent - index that stands for none; -1 when all do
 * @param room - for 256 colours
 * @returns a view of `room`
 */
export function colorsOf(
  { rgba, lowest }: Palette,
  used: Uint8Array,
  transparent: number,
  room: Uint32Array,
): Uint32Array {
  const named = NAMED.fill(0);
  let count = 0;
  // searched for by the engine: this is called for every frame, and most indices are not used
  for (let index = used.indexOf(1); index >= 0; index = used.indexOf(1, index + 1)) {
    if (index === transparent) continue;
    const at = lowest[index]!;
    if (named[at] === 1) continue;
    named[at] = 1;
    room[count++] = (rgba[4 * at]! << 16) | (rgba[4 * at + 1]! << 8) | rgba[4 * at + 2]!;
  }
  return room.subarray(0, count);
}
