import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reasonOf } from '../core/errors.js';
import type { ProgramOutput } from '../core/run-program.js';
import type { EngineVersion } from './engine.js';
import { allOnPath, isExecutable } from './executable.js';
import { run } from './subprocess.js';

/** Of an engine that is a program. */
export interface ProgramOptions {
  /** The program; found on PATH when left out. */
  readonly path?: string;
  readonly timeoutMs?: number;
}

/** How a program is found and known. */
export interface Program {
  /** As people call it. */
  readonly title: string;
  /** File names to look for on PATH, the best first. */
  readonly names: readonly string[];
  /** What makes it print who it is. */
  readonly asks: readonly string[];
  /** The version in what it printed; undefined when it is another program. */
  readonly versionIn: (stdout: string) => string | undefined;
}

/**
 * The program at `path`, or the first on PATH that says it is the one: others share the names of some, as `convert.exe`
 * of Windows does.
 */
export async function findProgram(program: Program, path: string | undefined): Promise<EngineVersion> {
  if (path !== undefined) return await identify(program, resolve(path));
  let refused: EngineVersion | undefined;
  for (const name of program.names) {
    for await (const candidate of allOnPath(name)) {
      const answer = await identify(program, candidate);
      if (answer.available) return answer;
      refused ??= answer;
    }
  }
  return refused ?? { available: false, reason: `${program.names.join(' or ')} is not on PATH` };
}

async function identify({ title, asks, versionIn }: Program, path: string): Promise<EngineVersion> {
  if (!(await isExecutable(path))) return { available: false, reason: `${path} is not a program` };
  try {
    const version = versionIn((await ask(path, asks)).stdout);
    if (version === undefined) return { available: false, reason: `${path} does not say that it is ${title}` };
    return { available: true, version, path };
  } catch (error) {
    return { available: false, reason: reasonOf(error) };
  }
}

// 10 s: it only prints a few lines; a program that hangs here is not the one that is looked for
const ASKING_MS = 10_000;

const ANSWERS = new Map<string, { readonly file: string; readonly output: ProgramOutput }>();

/**
 * What a program prints about itself. It is asked again only when its file has changed, since every compression wants
 * to know.
 * @throws EngineError
 */
export async function ask(path: string, args: readonly string[]): Promise<ProgramOutput> {
  const { ino, size, mtimeMs } = await stat(path);
  const file = `${ino} ${size} ${mtimeMs}`;
  const key = JSON.stringify([path, ...args]);
  const known = ANSWERS.get(key);
  if (known?.file === file) return known.output;
  const output = await run(path, args, { timeoutMs: ASKING_MS });
  ANSWERS.set(key, { file, output });
  return output;
}
