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
  for (; indices + 4 <= end; indices += 4, target += 16) {
    store<u64>(target, twoColors(palette, indices));
    store<u64>(target, twoColors(palette, indices + 2), 8);
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
  const left = i64x2.splat(twoColors(palette, indices));
  const colors = i64x2.replace_lane(left, 1, twoColors(palette, indices + 2));
  const kept = i32x4.eq(colors, i32x4.splat(0));
  v128.store(target, v128.bitselect(v128.load(target), colors, kept));
}

function twoColors(palette: usize, indices: usize): u64 {
  return (<u64>colorOf(palette, indices)) | ((<u64>colorOf(palette, indices + 1)) << 32);
}

function colorOf(palette: usize, indices: usize): u32 {
  return load<u32>(palette + ((<usize>load<u8>(indices)) << 2));
}
