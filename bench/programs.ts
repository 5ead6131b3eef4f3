import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { AbsentError } from './contestant.js';

/** A program that peers or test files need, and how to get it. */
interface Program {
  /** Names to try in this order, each with arguments that make it do nothing much and exit with 0. */
  readonly candidates: readonly (readonly [string, ...string[]])[];
  readonly install: string;
}

const PROGRAMS = {
  ffmpeg: { candidates: [['ffmpeg', '-version']], install: 'apt-get install ffmpeg' },
  ffprobe: { candidates: [['ffprobe', '-version']], install: 'apt-get install ffmpeg' },
  gifsicle: { candidates: [['gifsicle', '--version']], install: 'apt-get install gifsicle' },
  // bash is the only program everywhere that tells the CPU time of a program to the millisecond
  bash: { candidates: [['bash', '--version']], install: 'apt-get install bash' },
  sha256sum: { candidates: [['sha256sum', '--version']], install: 'apt-get install coreutils' },
  convert: {
    candidates: [
      ['magick', '-version'],
      ['convert-im6.q16', '-version'],
      ['convert', '-version'],
    ],
    install: 'apt-get install imagemagick',
  },
  // packages of the system are not those of a Python that a version manager put first in the PATH
  'scikit-image': {
    candidates: [
      ['python3', '-c', 'import skimage.metrics'],
      ['/usr/bin/python3', '-c', 'import skimage.metrics'],
    ],
    install: 'apt-get install python3-skimage',
  },
  opencv: {
    candidates: [
      ['python3', '-c', 'import cv2; cv2.quality'],
      ['/usr/bin/python3', '-c', 'import cv2; cv2.quality'],
    ],
    install: 'apt-get install python3-opencv',
  },
} satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof PROGRAMS;

const found = new Map<ProgramName, string>();

/**
 * Path of a program that works.
 * @throws AbsentError with how to install it
 */
export function commandOf(name: ProgramName): string {
  const known = found.get(name);
  if (known !== undefined) return known;
  const { candidates, install }: Program = PROGRAMS[name];
  for (const [command, ...args] of candidates) {
    const path = locate(command);
    if (path === undefined || spawnSync(path, args, { stdio: 'ignore' }).status !== 0) continue;
    found.set(name, path);
    return path;
  }
  throw new AbsentError(`${name} is missing: ${install}`);
}

/** In the PATH without the folders of npm: its gifsicle is of another make, with other outputs and another speed. */
function locate(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => resolve(folder, command)).find((path) => existsSync(path));
}

/** First line of what a program says of its version; null when it is missing. */
export function versionOf(name: 'ffmpeg' | 'gifsicle' | 'convert'): string | null {
  const [, flag] = PROGRAMS[name].candidates[0]!;
  try {
    const { stdout } = spawnSync(commandOf(name), [flag], { encoding: 'utf8' });
    return stdout.split('\n')[0] ?? null;
  } catch (error) {
    if (error instanceof AbsentError) return null;
    throw error;
  }
}
