/**
 * pipeline.js KIND ORIGINAL OUTPUT TIMES: so many times through both files, for figures of memory. What is written with
 * the libraries people use keeps every frame.
 */
import { createRequire } from 'node:module';
import type * as Library from '../../src/index.js';
import { product } from './product.js';
import { serve } from './serve.js';

const [kind = '', original = '', output = '', times = '1'] = process.argv.slice(2);

const PIPELINES: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = { pressproof, sharp };

await serve(async () => {
  const pass = await PIPELINES[kind]!();
  const all = async (): Promise<void> => {
    for (let time = 0; time < Number(times); time++) await pass();
  };
  return { check: all, pass: all };
});

async function pressproof(): Promise<() => Promise<unknown>> {
  const { validate } = await product<typeof Library>('index.js');
  return async () => {
    const { verdict } = await validate(original, output, { operation: 'lossy_compression' });
    if (verdict === 'inconclusive') throw new Error(`The verdict on ${output} is inconclusive: nothing was measured`);
  };
}

/** sharp for the pixels of both files, the quickest SSIM on npm for each pair of frames. */
async function sharp(): Promise<() => Promise<unknown>> {
  const { default: sharpOf } = await import('sharp');
  const require = createRequire(import.meta.url);
  type Compare = (a: Uint8Array, b: Uint8Array, map: undefined, width: number, height: number) => number;
  const { default: compare } = require('@blazediff/ssim/hitchhikers-ssim') as { default: Compare };
  const frames = async (path: string): Promise<{ data: Buffer; width: number; height: number }> => {
    const image = sharpOf(path, { pages: -1, limitInputPixels: false }).ensureAlpha().raw();
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.pageHeight ?? info.height };
  };
  return async () => {
    const [from, to] = await Promise.all([frames(original), frames(output)]);
    const size = 4 * from.width * from.height;
    let worst = 1;
    for (let at = 0; at < from.data.length; at += size) {
      const pair = [from.data.subarray(at, at + size), to.data.subarray(at, at + size)] as const;
      worst = Math.min(worst, compare(...pair, undefined, from.width, from.height));
    }
    return worst;
  };
}
