import { writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { reasonOf } from '../core/errors.js';
import { onAbort } from '../core/on-abort.js';
import { framesOf, keepFrames, readAnimation, type Animation } from './animation.js';
import { always, capability, colorLimit } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine, type RunLimits } from './define.js';
import type { Engine } from './engine.js';
import { EngineError } from './errors.js';
import { FRAME_REDUCTION } from './frame-plan.js';
import { storeTiming } from './gif-timing.js';
import { applyPalette, countAll, paletteOf } from './palette.js';

/**
 * Embedded: decoded and encoded by sharp. Its own `colours` knows only 2, 4, 16 and 256 and bounds neither the
 * animation nor a composited frame (measured: 250 and 1609 colours for 32, 64 in one frame for 16), so a colour limit
 * is met by a palette of ours before sharp encodes, which it then keeps exactly.
 */
export function sharpEngine({ timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Engine {
  return defineEngine({
    name: 'sharp',
    timeoutMs,
    install: 'It comes with pressproof: run npm install again, without --omit=optional.',
    capabilities: [
      always('Keeps every pixel of frames that need at most 255 colours; others lose a little'),
      colorLimit({
        colorScope: 'animation',
        note: 'One set of colours for all frames, without dithering; at most 255 are used',
      }),
      ...FRAME_REDUCTION,
      capability({
        operation: 'lossy_compression',
        parameter: 'lossy',
        range: { min: 1, max: 32 },
        typical: [8],
        note: 'interFrameMaxError: pixels that change less than this from frame to frame stay as they were',
      }),
    ],
    version: () => Promise.resolve({ available: true, version: versionText(), path: null }),
    async encode({ input, output, parameters, limits }) {
      // one thread an image: parallelism belongs to whoever runs several, and libuv's pool is shared
      sharp.concurrency(1);
      const { colors, lossy } = parameters;
      const kept = keepFrames(await readAnimation(input, limits.checkpoint), parameters);
      if (colors !== undefined) await reduceColors(kept, colors, limits.checkpoint);
      limits.checkpoint();
      await writeFile(output, await encode(kept, lossy, limits));
      return { warnings: [] };
    },
  });
}

/** Maps all frames to one palette, in place. */
async function reduceColors(animation: Animation, colors: number, checkpoint: () => void): Promise<void> {
  const count = await countAll(animation, checkpoint);
  const palette = paletteOf(count, Math.min(colors, LARGEST_EXACT));
  for await (const rgba of framesOf(animation, checkpoint)) applyPalette(rgba, palette);
}

/** Frames keep their number: sharp would merge those that a palette made alike. */
async function encode(animation: Animation, lossy: number | undefined, limits: RunLimits): Promise<Uint8Array> {
  const { width, height, frameCount, pixels, delaysMs, loopCount } = animation;
  const raw = { width, height: height * frameCount, channels: 4, pageHeight: height } as const;
  const image = sharp(pixels, { raw, limitInputPixels: false })
    // dithering would add noise to colours that are exact already; a palette reused within an error would shift them
    .gif({
      dither: 0,
      reuse: false,
      interPaletteMaxError: 0,
      keepDuplicateFrames: true,
      interFrameMaxError: lossy ?? 0,
      // plays, not repeats; its largest value, like a long delay, is put right by storeTiming
      loop: loopCount === null ? 1 : loopCount === 0 ? 0 : Math.min(loopCount + 1, 65_535),
      delay: delaysMs.map((delay) => Math.min(delay, 65_535)),
    });
  const bytes = await finish(image, limits);
  storeTiming(bytes, { delaysMs, loopCount });
  return bytes;
}

/** libvips cannot be stopped from outside: at the time limit it ends itself, after an abort its result is dropped. */
function finish(image: Sharp, { timeoutMs, signal }: RunLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const release = onAbort(signal, () =>
      reject(new EngineError('aborted', 'sharp was stopped by the caller', { cause: signal?.reason })),
    );
    image
      // whole seconds, an hour at most
      .timeout({ seconds: Math.min(3600, Math.ceil(timeoutMs / 1000)) })
      .toBuffer()
      .then(resolve, (cause: unknown) => reject(failure(cause)))
      .finally(release);
  });
}

function failure(cause: unknown): EngineError {
  const reason = reasonOf(cause);
  return new EngineError(reason.includes('timeout') ? 'engine_timeout' : 'engine_failed', `sharp: ${reason}`, {
    cause,
  });
}

function versionText(): string {
  return `${sharp.versions.sharp ?? 'unknown'} (libvips ${sharp.versions.vips})`;
}

// one of the 256 entries is kept by libvips for pixels that show through
const LARGEST_EXACT = 255;
