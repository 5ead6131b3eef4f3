import { reasonOf } from '../core/errors.js';
import { refuseOversized } from './animation.js';
import { always, capability, colorLimit } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine } from './define.js';
import type { Engine, EngineVersion } from './engine.js';
import { findOnPath, isExecutable } from './executable.js';
import type { ProgramOptions } from './program.js';
import { linesOf, run } from './subprocess.js';

const UNTESTED = 'as its manual says; not measured here, for it is a closed program';

/**
 * The animately program, where somebody has it: it is closed, and nothing about it has been measured by this project. It
 * is offered what its manual names for single files, and its outputs are judged like anybody's.
 */
export function animately({ path, timeoutMs = DEFAULT_TIMEOUT_MS }: ProgramOptions = {}): Engine {
  return defineEngine({
    name: 'animately',
    timeoutMs,
    install: 'It is a closed program: put the animately binary that you were given on PATH.',
    capabilities: [
      always(`Writes the file anew, ${UNTESTED}`),
      // the stricter scope, so that an output which keeps less is found out
      colorLimit({ colorScope: 'animation', typical: [], note: `--colors, ${UNTESTED}` }),
      capability({
        operation: 'lossy_compression',
        parameter: 'lossy',
        range: { min: 1, max: 100 },
        note: `--lossy, ${UNTESTED}`,
      }),
    ],
    version: () => versionOf(path),
    async encode({ input, output, program, parameters: { colors, lossy }, limits }) {
      refuseOversized(input);
      // names of files must follow flags: as plain arguments it fails without a word
      const args = [
        '--input',
        input,
        '--output',
        output,
        ...(colors === undefined ? [] : ['--colors', String(colors)]),
        ...(lossy === undefined ? [] : ['--lossy', String(lossy)]),
      ];
      const { stderr } = await run(program, args, limits);
      return { command: [program, ...args], warnings: linesOf(stderr) };
    },
  });
}

/** Older ones cannot say which they are; the help of each names the flag that is used here. */
async function versionOf(path: string | undefined): Promise<EngineVersion> {
  const program = path ?? (await findOnPath('animately'));
  if (program === null) return { available: false, reason: 'animately is not on PATH' };
  if (!(await isExecutable(program))) return { available: false, reason: `${program} is not a program` };
  // 10 s: it only prints a page; where that counts as a failure, the page is in the message
  const help = await run(program, ['--help'], { timeoutMs: 10_000 }).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`,
    (error: unknown) => reasonOf(error),
  );
  if (!help.includes('--lossy')) return { available: false, reason: `${program} does not say that it is animately` };
  return { available: true, version: /\d+(?:\.\d+){2,}/.exec(help)?.[0] ?? 'unknown', path: program };
}
