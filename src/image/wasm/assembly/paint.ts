// Palette indices to RGBA pixels: the part of gif/painter.ts that touches every pixel.

/**
 * Draws `rows` of `columns` indices, a row every `stride` indices, onto rows of pixels `targetStride` bytes apart.
 * `palette` holds 256 pixels.
 */
export function paintOpaque(
  target: usize,
  targetStride: usize,
  indices: usize,
  stride: usize,
  columns: usize,
  rows: usize,
  palette: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    paintRow(target, indices, columns, palette);
    target += targetStride;
    indices += stride;
  }
}

/** The same, but the index `transparent`, whose pixel in the palette is 0, leaves the target as it is. */
export function paintSeeThrough(
  target: usize,
  targetStride: usize,
  indices: usize,
  stride: usize,
  columns: usize,
  rows: usize,
  palette: usize,
  transparent: u32,
): void {
  for (let row: usize = 0; row < rows; row++) {
    paintRowSeeThrough(target, indices, columns, palette, transparent);
    target += targetStride;
    indices += stride;
  }
}

function paintRow(target: usize, indices: usize, columns: usize, palette: usize): void {
  const end = indices + columns;
  for (; indices + 8 <= end; indices += 8, target += 32) {
    v128.store(target, fourColors(palette, indices));
    v128.store(target, fourColors(palette, indices + 4), 16);
  }
  for (; indices < end; indices++, target += 4) store<u32>(target, colorOf(palette, indices));
}

function paintRowSeeThrough(target: usize, indices: usize, columns: usize, palette: usize, transparent: u32): void {
  const nothing = i8x16.splat(<i8>transparent);
  const end = indices + columns;
  for (; indices + 16 <= end; indices += 16, target += 64) {
    // encoders make transparent what did not change: often most of a frame
    if (i8x16.all_true(i8x16.eq(v128.load(indices), nothing))) continue;
    blendFour(target, indices, palette);
    blendFour(target + 16, indices + 4, palette);
    blendFour(target + 32, indices + 8, palette);
    blendFour(target + 48, indices + 12, palette);
  }
  for (; indices < end; indices++, target += 4) {
    if (load<u8>(indices) !== transparent) store<u32>(target, colorOf(palette, indices));
  }
}

function blendFour(target: usize, indices: usize, palette: usize): void {
  const colors = fourColors(palette, indices);
  const kept = v128.and(v128.load(target), i32x4.eq(colors, i32x4.splat(0)));
  v128.store(target, v128.or(colors, kept));
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
