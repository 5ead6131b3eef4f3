import { writeFile } from 'node:fs/promises';
import { keepFrames, readAnimation } from './animation.js';
import { always, colorLimit } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine } from './define.js';
import type { Engine } from './engine.js';
import { FRAME_REDUCTION } from './frame-plan.js';
import { GIFENC_VERSION } from './gifenc-library.js';
import { writeGif } from './gif-writer.js';

/** Embedded: pixels come from sharp, the file from gifenc. No dithering, no lossy coding. */
export function gifenc({ timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Engine {
  return defineEngine({
    name: 'gifenc',
    timeoutMs,
    install: 'It comes with pressproof: run npm install again.',
    capabilities: [
      always('Keeps every pixel of frames that need at most 256 colours'),
      colorLimit({
        colorScope: 'animation',
        note: 'One palette for all frames, without dithering; 255 colours where pixels are see-through',
      }),
      ...FRAME_REDUCTION,
    ],
    version: () => Promise.resolve({ available: true, version: GIFENC_VERSION, path: null }),
    async encode({ input, output, parameters, limits }) {
      const kept = keepFrames(await readAnimation(input, limits.checkpoint), parameters);
      const { bytes, warnings } = await writeGif(kept, parameters.colors, limits.checkpoint);
      await writeFile(output, bytes);
      return { warnings };
    },
  });
}
