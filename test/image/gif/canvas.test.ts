import { afterEach, describe, expect, test } from 'vitest';
import { NO_AREA } from '../../../src/image/area.js';
import { Canvas } from '../../../src/image/gif/canvas.js';
import { KernelMemory } from '../../../src/image/wasm/memory.js';
import { KERNELS } from '../../support/read-gif.js';

const AREA = { left: 1, top: 0, width: 2, height: 1 };

describe.each(KERNELS)('a canvas for $name kernels', ({ load }) => {
  const canvases: Canvas[] = [];

  function newCanvas(width: number, height: number): Canvas {
    const canvas = new Canvas(width, height, load()?.memory);
    canvases.push(canvas);
    return canvas;
  }

  afterEach(() => {
    for (const canvas of canvases.splice(0)) canvas.free();
  });

  /** A 3 x 2 canvas on which a frame was drawn over ones, and the next one begins. */
  function afterDisposal(disposal: number, area = AREA): number[] {
    const canvas = newCanvas(3, 2);
    canvas.pixels.fill(1);
    canvas.nextFrame(area, disposal);
    canvas.pixels.set([7, 8], 1);
    canvas.nextFrame(AREA, 0);
    return [...canvas.pixels];
  }

  test('starts transparent', () => {
    expect([...newCanvas(2, 2).rgba]).toEqual(Array(16).fill(0));
  });

  test.each([0, 1, 4, 5, 6, 7])('disposal %i leaves the frame', (disposal) => {
    expect(afterDisposal(disposal)).toEqual([1, 7, 8, 1, 1, 1]);
  });

  test('disposal 2 clears the frame to transparent', () => {
    expect(afterDisposal(2)).toEqual([1, 0, 0, 1, 1, 1]);
  });

  test('disposal 3 brings back what was under the frame', () => {
    expect(afterDisposal(3)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('disposal touches nothing outside the canvas or the frame', () => {
    expect(afterDisposal(2, { left: 2, top: 1, width: 60_000, height: 60_000 })).toEqual([1, 7, 8, 1, 1, 0]);
    expect(afterDisposal(2, { left: 3, top: 0, width: 5, height: 5 })).toEqual([1, 7, 8, 1, 1, 1]);
    expect(afterDisposal(3, { left: 0, top: 2, width: 5, height: 5 })).toEqual([1, 7, 8, 1, 1, 1]);
  });

  test('after two frames with disposal 3 the picture before both is back', () => {
    const canvas = newCanvas(2, 1);
    canvas.pixels.fill(5);
    for (const drawn of [6, 7]) {
      canvas.nextFrame({ left: 0, top: 0, width: 2, height: 1 }, 3);
      canvas.pixels.fill(drawn);
    }
    canvas.nextFrame(AREA, 0);
    expect([...canvas.pixels]).toEqual([5, 5]);
  });

  test('bytes and pixels are the same memory', () => {
    const canvas = newCanvas(1, 1);
    canvas.pixels[0] = canvas.black;
    expect([...canvas.rgba]).toEqual([0, 0, 0, 255]);
  });

  test('keeps its pixels where it is asked for them anew after the memory grew', () => {
    const canvas = newCanvas(2, 1);
    canvas.pixels.set([3, 4]);
    // 64 MiB, more than there is
    newCanvas(4096, 4096);
    expect([...canvas.pixels]).toEqual([3, 4]);
    expect(canvas.rgba[4]).toBe(4);
  });

  test('says what became of the frame before, and where', () => {
    const canvas = newCanvas(3, 2);
    const beyond = { left: 2, top: 1, width: 9, height: 9 };
    expect(canvas.nextFrame(beyond, 2)).toEqual({ became: 'kept', area: NO_AREA });
    const corner = { left: 2, top: 1, width: 1, height: 1 };
    expect(canvas.nextFrame(AREA, 3)).toEqual({ became: 'cleared', area: corner });
    expect(canvas.nextFrame(AREA, 4)).toEqual({ became: 'restored', area: AREA });
    expect(canvas.nextFrame(AREA, 1)).toEqual({ became: 'kept', area: NO_AREA });
  });
});

// of 64 KiB the pixels, with the slack behind them, leave nothing for the flags, or 128 bytes that the flags take
test.each([1022, 1020])('a canvas of %i x 16 that the memory has no room for leaves none of it taken', (width) => {
  const memory = new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum: 1 }), 64);
  expect(() => new Canvas(width, 16, memory)).toThrow(RangeError);
  expect(memory.areas).toBe(0);
});
