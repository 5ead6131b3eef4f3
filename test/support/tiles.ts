import { TILE, tilesAlong } from '../../src/image/wasm/tile-kernels.js';

/** Which tiles of two pictures differ, RGBA: one flag each. No reader can flag fewer. */
export function differingTiles(before: Uint8Array, now: Uint8Array, width: number): Uint8Array {
  const columns = tilesAlong(width);
  const flags = new Uint8Array(columns * tilesAlong(now.length / 4 / width));
  for (let at = 0; at < now.length; at++) {
    if (before[at] === now[at]) continue;
    const pixel = Math.floor(at / 4);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    flags[Math.floor(y / TILE) * columns + Math.floor(x / TILE)] = 1;
  }
  return flags;
}
