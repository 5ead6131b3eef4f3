import { framesOf, type Animation } from './animation.js';
import { always, colorLimit, dithering } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine, type EncodeJob } from './define.js';
import type { Engine, EngineVersion } from './engine.js';
import { FRAME_REDUCTION } from './frame-plan.js';
import { countAll, overfullFrames } from './palette.js';
import { ask, findProgram, type Program, type ProgramOptions } from './program.js';
import { framesAsked, inFolder, WRITTEN } from './raw-frames.js';
import { linesOf, run } from './subprocess.js';

const PROGRAM: Program = {
  title: 'ffmpeg',
  names: ['ffmpeg'],
  asks: ['-version'],
  versionIn: (stdout) => /^ffmpeg version (\S+)/.exec(stdout)?.[1],
};

const ORDERED = ['bayer0', 'bayer1', 'bayer2', 'bayer3', 'bayer4', 'bayer5'];
const DIFFUSED = ['heckbert', 'floyd_steinberg', 'sierra2', 'sierra2_4a', 'sierra3', 'burkes', 'atkinson'];
/** Of paletteuse in some version; the digit after bayer is its scale, 5 the faintest. */
const DITHERS = ['none', ...ORDERED, ...DIFFUSED];

// one of the 256 entries is kept by palettegen for pixels that are see-through or did not change
const MOST_COLORS = 255;

/**
 * The ffmpeg program: palettegen and paletteuse. It is handed our composited frames, and timing is put in afterwards:
 * its GIF reader plays short delays as 100 ms and its writer takes the delay before the last for the last. `-q:v`
 * changes no byte of a GIF, so there is no lossy coding.
 */
export function ffmpeg({ path, timeoutMs = DEFAULT_TIMEOUT_MS }: ProgramOptions = {}): Engine {
  return defineEngine({
    name: 'ffmpeg',
    timeoutMs,
    install: 'Install it with: apt install ffmpeg, brew install ffmpeg, or choco install ffmpeg.',
    capabilities: [
      always(`Keeps every pixel of frames that need at most ${MOST_COLORS} colours; others are reduced`),
      colorLimit({
        colorScope: 'animation',
        // the smallest palette of palettegen has 4 entries
        range: { min: 3, max: 256 },
        note: `One palette for all frames (palettegen), without dithering unless stated; at most ${MOST_COLORS} are used`,
      }),
      dithering(DITHERS, ['sierra2_4a', 'bayer3'], 'paletteuse: how the colours left stand in for others'),
      ...FRAME_REDUCTION,
    ],
    version: () => versionOf(path),
    async encode(job) {
      const { colors } = job.parameters;
      const { checkpoint } = job.limits;
      const animation = await framesAsked(job);
      return await inFolder(job, animation, async (cwd) => {
        if (colors !== undefined) return await withOnePalette(job, animation, cwd, colors);
        const { pixels } = await countAll(animation, checkpoint);
        if (pixels.size <= MOST_COLORS) return await withOnePalette(job, animation, cwd, MOST_COLORS);
        const done = await draw(job, animation, cwd, ['-lavfi', PALETTE_A_FRAME]);
        return { ...done, warnings: [...(await overfullFrames(animation, MOST_COLORS, checkpoint)), ...done.warnings] };
      });
    },
  });
}

const PALETTE_A_FRAME = 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=none';
const RAW_PALETTE = ['-f', 'rawvideo', '-pix_fmt', 'bgra'];
const PALETTE = 'palette.bgra';

/** Two runs, because one would hold every frame in ffmpeg's memory until the palette is known. */
async function withOnePalette(job: EncodeJob, animation: Animation, cwd: string, colors: number) {
  // stats_mode=full: of all frames; the others know only what moves, or make a palette for each
  const palettegen = `palettegen=max_colors=${Math.min(colors, MOST_COLORS) + 1}:stats_mode=full`;
  await pass(job, animation, cwd, ['-vf', palettegen, ...RAW_PALETTE, '-y', PALETTE]);
  const palette = [...RAW_PALETTE, '-video_size', '16x16', '-i', PALETTE];
  return await draw(job, animation, cwd, [
    ...palette,
    '-lavfi',
    `paletteuse=dither=${filterOption(job.parameters.dither ?? 'none')}`,
  ]);
}

function filterOption(dither: string): string {
  return ORDERED.includes(dither) ? dither.replace(/(\d)$/, ':bayer_scale=$1') : dither;
}

function draw(job: EncodeJob, animation: Animation, cwd: string, args: readonly string[]) {
  // its largest number of repeats, like delays, is put right by storeTiming
  const loop = String(animation.loopCount ?? -1);
  return pass(job, animation, cwd, [...args, '-loop', loop, '-f', 'gif', '-y', WRITTEN]);
}

/** One run over all frames, a hundredth of a second each: the shortest that a GIF can tell apart. */
async function pass(job: EncodeJob, animation: Animation, cwd: string, args: readonly string[]) {
  const { program, limits } = job;
  const size = `${animation.width}x${animation.height}`;
  const frames = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-video_size', size, '-framerate', '100', '-i', 'pipe:0'];
  // one thread an animation: parallelism belongs to whoever runs several
  const threads = ['-threads', '1', '-filter_threads', '1', '-filter_complex_threads', '1'];
  const all = ['-hide_banner', '-v', 'error', ...threads, ...frames, ...args];
  const { stderr } = await run(program, all, { ...limits, cwd }, framesOf(animation, limits.checkpoint));
  return { command: [program, ...all], warnings: linesOf(stderr) };
}

async function versionOf(path: string | undefined): Promise<EngineVersion> {
  const found = await findProgram(PROGRAM, path);
  if (!found.available || found.path === null) return found;
  const { stdout } = await ask(found.path, ['-hide_banner', '-h', 'filter=paletteuse']);
  const listed = (method: string) => new RegExp(`^ +${method} +\\d`, 'm').test(stdout);
  const here = ['none', ...(listed('bayer') ? ORDERED : []), ...DIFFUSED.filter(listed)];
  return { ...found, choices: { dither: here } };
}
