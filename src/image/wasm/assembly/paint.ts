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
    opaqueRow(target, indices, columns, palette);
    target += targetStride;
    indices += stride;
  }
}

function opaqueRow(target: usize, indices: usize, columns: usize, palette: usize): void {
  const end = indices + columns;
  for (; indices + 4 <= end; indices += 4, target += 16) {
    store<u64>(target, (<u64>colorAt(palette, indices, 0)) | ((<u64>colorAt(palette, indices, 1)) << 32));
    store<u64>(target, (<u64>colorAt(palette, indices, 2)) | ((<u64>colorAt(palette, indices, 3)) << 32), 8);
  }
  for (; indices < end; indices++, target += 4) store<u32>(target, colorAt(palette, indices, 0));
}

/** The same, but a pixel of the palette that is 0 leaves the target as it is. */
export function paintSeeThrough(
  target: usize,
  targetStride: usize,
  indices: usize,
  stride: usize,
  columns: usize,
  rows: usize,
  palette: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    seeThroughRow(target, indices, columns, palette);
    target += targetStride;
    indices += stride;
  }
}

function seeThroughRow(target: usize, indices: usize, columns: usize, palette: usize): void {
  const end = indices + columns;
  for (; indices + 4 <= end; indices += 4, target += 16) {
    const low = (<u64>colorAt(palette, indices, 0)) | ((<u64>colorAt(palette, indices, 1)) << 32);
    const high = (<u64>colorAt(palette, indices, 2)) | ((<u64>colorAt(palette, indices, 3)) << 32);
    const colors = i64x2.replace_lane(i64x2.splat(low), 1, high);
    const kept = i32x4.eq(colors, i32x4.splat(0));
    v128.store(target, v128.bitselect(v128.load(target), colors, kept));
  }
  for (; indices < end; indices++, target += 4) {
    const color = colorAt(palette, indices, 0);
    if (color !== 0) store<u32>(target, color);
  }
}

function colorAt(palette: usize, indices: usize, offset: usize): u32 {
  return load<u32>(palette + ((<usize>load<u8>(indices + offset)) << 2));
}
