import { execFileSync } from 'node:child_process';
import { commandOf } from '../programs.js';

/** A moving picture out of ffmpeg's own sources: smooth colour, fine structure, motion everywhere. */
export interface PhotographicRecipe {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** lavfi sources; SIZE stands for WIDTHxHEIGHT. */
  readonly sources: readonly string[];
  /** From the sources to one picture. */
  readonly blend: string;
  readonly dither: string;
}

const FPS = 20;

/** Of the gradients: ffmpeg draws those that are not given at random, whatever the seed, and each file would be another. */
const COLORS = ['102040', 'd05020', '20a060', 'f0e0a0', '603080', 'e0e0ff', 'c0a010', '308090']
  .map((color, index) => `c${index}=0x${color}`)
  .join(':');

/** Zooms into the Mandelbrot set under a moving gradient; a has noise and an error-diffusing dither, c a test card. */
export const PHOTOGRAPHIC = {
  a: {
    width: 480,
    height: 270,
    frames: 120,
    sources: [
      `mandelbrot=s=SIZE:rate=${FPS}:maxiter=512:start_scale=2:end_scale=0.02:end_pts=120`,
      `gradients=s=SIZE:rate=${FPS}:speed=0.02:n=6:seed=7:${COLORS}`,
    ],
    blend: '[0][1]blend=all_mode=softlight:all_opacity=0.8,noise=alls=8:allf=t:all_seed=3,gblur=0.6',
    dither: 'sierra2_4a',
  },
  c: {
    width: 800,
    height: 600,
    frames: 200,
    sources: [
      `mandelbrot=s=SIZE:rate=${FPS}:maxiter=512:start_scale=0.5:end_scale=0.005:end_pts=200:start_x=-0.743:start_y=-0.1318`,
      `gradients=s=SIZE:rate=${FPS}:speed=0.01:n=8:seed=11:${COLORS}`,
      `testsrc2=s=SIZE:rate=${FPS}`,
    ],
    blend: '[0][1]blend=all_mode=overlay:all_opacity=0.7[m];[m][2]blend=all_mode=normal:all_opacity=0.85',
    dither: 'bayer:bayer_scale=4',
  },
} satisfies Readonly<Record<string, PhotographicRecipe>>;

/** @throws AbsentError without ffmpeg */
export function drawWithFfmpeg(
  { width, height, frames, sources, blend, dither }: PhotographicRecipe,
  path: string,
): void {
  const inputs = sources.flatMap((source) => [
    '-f',
    'lavfi',
    '-t',
    String(frames / FPS),
    '-i',
    source.replace('SIZE', `${width}x${height}`),
  ]);
  const filter = `${blend},split[x][y];[x]palettegen=max_colors=256[p];[y][p]paletteuse=dither=${dither}`;
  const output = ['-frames:v', String(frames), '-f', 'gif', path];
  execFileSync(commandOf('ffmpeg'), ['-v', 'error', '-y', ...inputs, '-filter_complex', filter, ...output], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
