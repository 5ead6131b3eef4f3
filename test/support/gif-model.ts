import type { GifSpec, ImageSpec, Rgb } from './gif-writer.js';

/** What a browser shows for a GIF, straight from its description: slow, obvious, no byte of a file involved. */
export function renderModel(spec: GifSpec): Uint8Array[] {
  const { width, height } = spec;
  const images = spec.blocks.filter((block): block is ImageSpec => !('raw' in block));
  const frames: Uint8Array[] = [];
  let canvas = new Uint8Array(4 * width * height);
  for (const image of images) {
    const before = canvas.slice();
    const palette: readonly Rgb[] = image.palette ?? spec.palette ?? [];
    eachPixel(image, spec, (at, i) => {
      const index = image.indices[i]!;
      if (index !== image.transparent) canvas.set([...(palette[index] ?? [0, 0, 0]), 255], at);
    });
    frames.push(canvas.slice());
    if (image.disposal === 2) eachPixel(image, spec, (at) => canvas.fill(0, at, at + 4));
    if (image.disposal === 3) canvas = before;
  }
  return frames;
}

function eachPixel(image: ImageSpec, screen: GifSpec, visit: (at: number, index: number) => void): void {
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const [column, row] = [(image.left ?? 0) + x, (image.top ?? 0) + y];
      if (column < screen.width && row < screen.height) {
        visit(4 * (row * screen.width + column), y * image.width + x);
      }
    }
  }
}
