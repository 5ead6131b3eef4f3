import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commandOf } from '../programs.js';
import { say } from '../progress.js';
import { writeDashboard } from './dashboard.js';
import { GIFSICLE_PARAMETERS } from './gifsicle-parameters.js';
import { drawWithFfmpeg, PHOTOGRAPHIC } from './photographic.js';

/** A test file and what gifsicle made of it. */
export interface TestPair {
  readonly name: string;
  readonly original: string;
  readonly output: string;
  /** Of the original, composited: width x height x frames. */
  readonly megapixels: number;
}

/** How the outputs are made and what the validation's cost is divided by: stated with every figure. */
export const GIFSICLE_OPTIONS = [
  '-O3',
  `--lossy=${GIFSICLE_PARAMETERS.lossy}`,
  '--colors',
  String(GIFSICLE_PARAMETERS.colors),
] as const;

/** What the file names stand for; another recipe needs another name. */
const DASHBOARD = { width: 320, height: 240, frames: 60 };

/** Where test files are kept between runs: never in the repository. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pressproof-bench');
}

/** Makes and finds the test files. Each is made once; to have it anew, delete it. */
export class TestFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * a: 480x270x120, photographic, dithered. b: 320x240x60, flat, small changes. c: 800x600x200, photographic.
   * @throws AbsentError naming the program that is missing
   */
  async pair(name: 'a' | 'b' | 'c'): Promise<TestPair> {
    if (name === 'b') return await this.dashboard(DASHBOARD.frames);
    const recipe = PHOTOGRAPHIC[name];
    const original = await this.make(`${name}.gif`, (path) => drawWithFfmpeg(recipe, path));
    return await this.pairOf(name, original, recipe);
  }

  /** As b, going round and round: 60 frames are one round. */
  async dashboard(frames: number): Promise<TestPair> {
    const name = frames === DASHBOARD.frames ? 'b' : `b-${frames}`;
    const original = await this.make(`${name}.gif`, async (path) => {
      const raw = `${path}.raw`;
      try {
        await writeDashboard({ ...DASHBOARD, frames }, raw);
        gifsicle(['-O3', raw, '-o', path]);
      } finally {
        rmSync(raw, { force: true });
      }
    });
    return await this.pairOf(name, original, { ...DASHBOARD, frames });
  }

  /** As a, in another size and with fewer frames. */
  async scaled(width: number, height: number, frames: number): Promise<TestPair> {
    const name = `a-${width}x${height}x${frames}`;
    const recipe = { ...PHOTOGRAPHIC.a, width, height, frames };
    const original = await this.make(`${name}.gif`, (path) => drawWithFfmpeg(recipe, path));
    return await this.pairOf(name, original, recipe);
  }

  /** Path of a file in the folder, made first where it is missing. Never half a file: it is renamed when it is whole. */
  async make(file: string, write: (path: string) => Promise<void> | void): Promise<string> {
    const path = join(this.folder, file);
    if (existsSync(path)) return path;
    say(`Making ${path}`);
    const partial = `${path}.${process.pid}.part`;
    try {
      await write(partial);
      renameSync(partial, path);
    } finally {
      rmSync(partial, { force: true });
    }
    return path;
  }

  private async pairOf(
    name: string,
    original: string,
    size: { width: number; height: number; frames: number },
  ): Promise<TestPair> {
    const output = await this.make(`${name}.lossy.gif`, (path) =>
      gifsicle([...GIFSICLE_OPTIONS, original, '-o', path]),
    );
    return { name, original, output, megapixels: (size.width * size.height * size.frames) / 1e6 };
  }
}

function gifsicle(args: readonly string[]): void {
  // its warnings (too many colours for one palette) are of no interest here
  execFileSync(commandOf('gifsicle'), ['--no-warnings', ...args]);
}
