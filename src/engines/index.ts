import { animately } from './animately.js';
import { copy } from './copy.js';
import type { Engine, EngineVersion } from './engine.js';
import { EngineError } from './errors.js';
import { ffmpeg } from './ffmpeg.js';
import { gifenc } from './gifenc.js';
import { gifsicle } from './gifsicle.js';
import { gifski } from './gifski.js';
import { capabilitiesHere } from './honour.js';
import { imagemagick } from './imagemagick.js';
import { sharpEngine } from './sharp.js';

export { animately, copy, ffmpeg, gifenc, gifsicle, gifski, imagemagick, sharpEngine };
export type { Capability, Compressed, CompressParameters, Engine, EngineVersion } from './engine.js';

/** Every compressor, one line each. */
export const ENGINES: readonly Engine[] = [
  sharpEngine(),
  gifenc(),
  gifsicle(),
  ffmpeg(),
  imagemagick(),
  gifski(),
  animately(),
  copy(),
];

/** @throws EngineError `unknown_engine`, naming those there are */
export function engineNamed(name: string): Engine {
  const found = ENGINES.find((engine) => engine.name === name);
  if (found) return found;
  const names = ENGINES.map((engine) => engine.name).join(', ');
  throw new EngineError('unknown_engine', `There is no engine ${JSON.stringify(name)}; there are ${names}`);
}

/** One object of `engines --json`. */
export interface EngineListing {
  readonly name: string;
  readonly available: boolean;
  readonly version: string | null;
  /** Of the program; null for an embedded engine or a missing one. */
  readonly path: string | null;
  /** What is missing; null when available. */
  readonly missing: string | null;
  /** How to get it. */
  readonly install: string;
  /** Of the version that is here; of any version where it is missing. */
  readonly capabilities: Engine['capabilities'];
}

/** Which compressors are on this machine and what each can do. */
export function listEngines(engines: readonly Engine[] = ENGINES): Promise<EngineListing[]> {
  return Promise.all(engines.map(async (engine) => listing(engine, await engine.version())));
}

function listing({ name, install, capabilities }: Engine, version: EngineVersion): EngineListing {
  if (!version.available) {
    return { name, available: false, version: null, path: null, missing: version.reason, install, capabilities };
  }
  const { version: text, path } = version;
  const here = capabilitiesHere(capabilities, version);
  return { name, available: true, version: text, path, missing: null, install, capabilities: here };
}
