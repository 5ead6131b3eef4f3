/** Kernels that unpack and draw images of GIFs (assembly/lzw.ts, paint.ts). An image is an area of `unpackingBytes`. Results come signed. */
export interface GifKernels {
  unpackingBytes(): number;
  beginUnpacking(image: number, minCodeSize: number, indices: number, total: number): void;
  blocksOf(image: number): number;
  paletteOf(image: number): number;
  unpack(image: number, size: number): void;
  pixelsOf(image: number): number;
  endOf(image: number): number;
  extraPixelsOf(image: number): number;
  usedOf(image: number): number;
  lastByteOf(image: number): number;
  paintOpaque(...rows: PaintedRows): void;
  paintSeeThrough(...rows: [...PaintedRows, transparent: number]): void;
}

type PaintedRows = [
  canvas: number,
  left: number,
  top: number,
  step: number,
  indices: number,
  stride: number,
  columns: number,
  rows: number,
  palette: number,
];
