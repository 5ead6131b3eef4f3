import { framesOf, type Animation } from './animation.js';
import { always, capability, colorLimit, dithering } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine } from './define.js';
import type { Engine } from './engine.js';
import { FRAME_REDUCTION } from './frame-plan.js';
import { countAll, overfullFrames } from './palette.js';
import { MOST_COLORS, writePalette } from './imagemagick-palette.js';
import { magick } from './imagemagick-run.js';
import { pam } from './pam.js';
import { findProgram, type Program, type ProgramOptions } from './program.js';
import { framesAsked, inFolder, WRITTEN } from './raw-frames.js';

const PROGRAM: Program = {
  title: 'ImageMagick',
  // 7, then 6; Debian gives both a name of its own as well
  names: ['magick', 'convert', 'convert-im6.q16'],
  asks: ['-version'],
  versionIn: (stdout) => /^Version: ImageMagick (\S+)/m.exec(stdout)?.[1],
};

/**
 * The ImageMagick program, 7 or 6. It is handed our composited frames. Its `-colors` bounds neither the animation nor
 * (with see-through pixels) a frame, so it makes one palette of all frames' colours first and maps each frame to that.
 * `-quality` changes no byte of a GIF, so there is no lossy coding; its ordered dithering knows no palette.
 */
export function imagemagick({ path, timeoutMs = DEFAULT_TIMEOUT_MS }: ProgramOptions = {}): Engine {
  return defineEngine({
    name: 'imagemagick',
    timeoutMs,
    install: 'Install it with: apt install imagemagick, brew install imagemagick, or choco install imagemagick.',
    capabilities: [
      always(`Keeps every pixel of frames that need at most ${MOST_COLORS} colours; others are reduced`),
      capability({
        operation: 'recompress',
        parameter: 'optimize',
        range: { min: 1, max: 3 },
        note: '1 writes whole frames, 2 crops them to what changed, 3 (when not stated) makes the rest see-through',
      }),
      colorLimit({
        colorScope: 'animation',
        note: `One palette for all frames, without dithering unless stated; at most ${MOST_COLORS} are used`,
      }),
      dithering(
        ['none', 'FloydSteinberg', 'Riemersma'],
        ['FloydSteinberg'],
        '-dither: how the colours left stand in for others',
      ),
      ...FRAME_REDUCTION,
    ],
    version: () => findProgram(PROGRAM, path),
    async encode(job) {
      const { colors, dither = 'none', optimize = 3 } = job.parameters;
      const { checkpoint } = job.limits;
      const animation = await framesAsked(job);
      const count = await countAll(animation, checkpoint);
      return await inFolder(job, animation, async (folder) => {
        const map = colors === undefined ? null : await writePalette(job, folder, count, colors);
        const shared = map !== null || count.pixels.size <= MOST_COLORS;
        const recolor = map === null ? [] : ['-dither', dither, '-remap', map];
        const layers = ['+dither', ...LAYERS[optimize - 1]!(shared), `gif:${WRITTEN}`];
        const frames = pictures(animation, checkpoint);
        const written = await magick(job, folder, [...reading(animation), ...recolor, ...layers], frames);
        const reduced = shared ? [] : await overfullFrames(animation, MOST_COLORS, checkpoint);
        return { ...written, warnings: [...reduced, ...written.warnings] };
      });
    },
  });
}

/** Delays and counts of repeats are put right by storeTiming; here they only make sure that there are fields for them. */
function reading({ loopCount }: Animation): string[] {
  // it counts plays: 1 is no loop block
  const plays = loopCount === null ? '1' : loopCount === 0 ? '0' : '2';
  // whole frames, each on an empty screen
  return ['-delay', '1', '-dispose', 'Background', '-loop', plays, 'pam:-'];
}

// without this its writer dithers, and takes ten times as long; a list operator ends what was set before it
const EXACTLY = ['+dither', '-colors', '256'];

/** By effort. Only `optimize` shares one palette, and only where all colours have a place in it does that keep them. */
const LAYERS: readonly ((shared: boolean) => readonly string[])[] = [
  () => EXACTLY,
  () => ['-layers', 'optimize-frame', ...EXACTLY],
  (shared) =>
    shared ? ['-layers', 'optimize'] : ['-layers', 'optimize-frame', '-layers', 'optimize-transparency', ...EXACTLY],
];

async function* pictures(animation: Animation, checkpoint: () => void): AsyncGenerator<Uint8Array> {
  for await (const rgba of framesOf(animation, checkpoint)) yield pam(animation.width, animation.height, rgba);
}
