// Palette indices to RGBA pixels: the part of gif/painter.ts that touches every pixel.
import { TILE } from './pair';

/** The caller writes it by word: gif/canvas.ts has the same list. */
@unmanaged
class Canvas {
  /** RGBA, 4 bytes a pixel. */
  pixels: usize;
  width: usize;
  /** One byte a tile, row by row: set where a pixel becomes another. */
  touched: usize;
  tileColumns: usize;
}

const PIXEL_BYTES: usize = 4;
/** Pixels of a vector, and of the steps that a row is painted in. Both divide a tile. */
const FOUR: usize = 4;
const SIXTEEN: usize = 16;

/**
 * Draws `rows` of `columns` indices, a row every `stride` indices, from a pixel of the canvas on, onto every `step`th
 * row. `palette` holds 256 pixels.
 */
export function paintOpaque(
  canvas: Canvas,
  left: usize,
  top: usize,
  step: usize,
  indices: usize,
  stride: usize,
  columns: usize,
  rows: usize,
  palette: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    const y = top + row * step;
    const target = canvas.pixels + (y * canvas.width + left) * PIXEL_BYTES;
    paintRow(target, indices, left, columns, palette, touchedRow(canvas, y));
    indices += stride;
  }
}

/** The same, but the index `transparent`, whose pixel in the palette is 0, leaves the target as it is. */
export function paintSeeThrough(
  canvas: Canvas,
  left: usize,
  top: usize,
  step: usize,
  indices: usize,
  stride: usize,
  columns: usize,
  rows: usize,
  palette: usize,
  transparent: u32,
): void {
  for (let row: usize = 0; row < rows; row++) {
    const y = top + row * step;
    const target = canvas.pixels + (y * canvas.width + left) * PIXEL_BYTES;
    paintRowSeeThrough(target, indices, left, columns, palette, transparent, touchedRow(canvas, y));
    indices += stride;
  }
}

/** Where the flags of the tiles begin that row `y` goes through. */
function touchedRow(canvas: Canvas, y: usize): usize {
  return canvas.touched + (y / TILE) * canvas.tileColumns;
}

/** @param x column of the first pixel: steps are within one tile each */
function paintRow(target: usize, indices: usize, x: usize, columns: usize, palette: usize, touched: usize): void {
  const end = x + columns;
  for (; x < end && x % SIXTEEN !== 0; x++, indices++, target += PIXEL_BYTES) {
    touch(touched, x, paintOne(target, colorOf(palette, indices)));
  }
  for (; x + SIXTEEN <= end; x += SIXTEEN, indices += SIXTEEN, target += SIXTEEN * PIXEL_BYTES) {
    const changed = v128.or(
      v128.or(Row.paintFour(target, indices, palette), Row.paintFour(target + 16, indices + 4, palette)),
      v128.or(Row.paintFour(target + 32, indices + 8, palette), Row.paintFour(target + 48, indices + 12, palette)),
    );
    touch(touched, x, v128.any_true(changed));
  }
  for (; x + FOUR <= end; x += FOUR, indices += FOUR, target += FOUR * PIXEL_BYTES) {
    touch(touched, x, v128.any_true(Row.paintFour(target, indices, palette)));
  }
  for (; x < end; x++, indices++, target += PIXEL_BYTES) {
    touch(touched, x, paintOne(target, colorOf(palette, indices)));
  }
}

function paintRowSeeThrough(
  target: usize,
  indices: usize,
  x: usize,
  columns: usize,
  palette: usize,
  transparent: u32,
  touched: usize,
): void {
  const nothing = i8x16.splat(<i8>transparent);
  const end = x + columns;
  for (; x < end && x % SIXTEEN !== 0; x++, indices++, target += PIXEL_BYTES) {
    touch(touched, x, blendOne(target, colorOf(palette, indices)));
  }
  for (; x + SIXTEEN <= end; x += SIXTEEN, indices += SIXTEEN, target += SIXTEEN * PIXEL_BYTES) {
    // encoders make transparent what did not change: often most of a frame
    if (i8x16.all_true(i8x16.eq(v128.load(indices), nothing))) continue;
    const changed = v128.or(
      v128.or(Row.blendFour(target, indices, palette), Row.blendFour(target + 16, indices + 4, palette)),
      v128.or(Row.blendFour(target + 32, indices + 8, palette), Row.blendFour(target + 48, indices + 12, palette)),
    );
    touch(touched, x, v128.any_true(changed));
  }
  for (; x + FOUR <= end; x += FOUR, indices += FOUR, target += FOUR * PIXEL_BYTES) {
    touch(touched, x, v128.any_true(Row.blendFour(target, indices, palette)));
  }
  for (; x < end; x++, indices++, target += PIXEL_BYTES) {
    touch(touched, x, blendOne(target, colorOf(palette, indices)));
  }
}

function touch(touched: usize, x: usize, changed: bool): void {
  const flag = touched + x / TILE;
  // no branch: noise would make it a guess
  store<u8>(flag, u32(load<u8>(flag)) | u32(changed));
}

/** @returns whether it was another */
function paintOne(target: usize, color: u32): bool {
  const changed = load<u32>(target) !== color;
  store<u32>(target, color);
  return changed;
}

function blendOne(target: usize, color: u32): bool {
  return color !== 0 && paintOne(target, color);
}

/** Steps of a row; methods of a class, because @inline stands nowhere else in TypeScript. They return what changed. */
class Row {
  @inline
  static paintFour(target: usize, indices: usize, palette: usize): v128 {
    const before = v128.load(target);
    const colors = fourColors(palette, indices);
    v128.store(target, colors);
    return v128.xor(before, colors);
  }

  @inline
  static blendFour(target: usize, indices: usize, palette: usize): v128 {
    const before = v128.load(target);
    const colors = fourColors(palette, indices);
    const after = v128.or(colors, v128.and(before, i32x4.eq(colors, i32x4.splat(0))));
    v128.store(target, after);
    return v128.xor(before, after);
  }
}

/** Joined by shuffles that are one instruction each. */
function fourColors(palette: usize, indices: usize): v128 {
  const left = v128.shuffle<i32>(oneColor(palette, indices), oneColor(palette, indices + 1), 0, 4, 1, 5);
  const right = v128.shuffle<i32>(oneColor(palette, indices + 2), oneColor(palette, indices + 3), 0, 4, 1, 5);
  return v128.shuffle<i64>(left, right, 0, 2);
}

function oneColor(palette: usize, indices: usize): v128 {
  return v128.load32_zero(palette + ((<usize>load<u8>(indices)) << 2));
}

function colorOf(palette: usize, indices: usize): u32 {
  return load<u32>(palette + ((<usize>load<u8>(indices)) << 2));
}
