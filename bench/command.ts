import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Contestant } from './contestant.js';
import { withoutExtras } from './environment.js';
import { commandOf } from './programs.js';

/** Prints real, user and system seconds of "$@" on descriptor 3; what it says itself goes nowhere. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" >/dev/null 2>&1; } 2>&3';

/**
 * A program as a contestant: started anew for each run, measured from start to exit with all its children.
 * @param fits exit codes that mean that it did its work
 */
export function program(
  name: string,
  command: string,
  args: readonly string[],
  fits: readonly number[] = [0],
): Contestant {
  const bash = commandOf('bash');
  return {
    name,
    check: async () => null,
    renew: async () => {},
    end: async () => null,
    run: async () => {
      const child = spawn(bash, ['-c', TIMED, 'bash', command, ...args], {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
        env: { ...withoutExtras(process.env), LC_ALL: 'C' },
      });
      const exit = once(child, 'exit');
      const times = await text(child.stdio[3] as NodeJS.ReadableStream);
      const [code] = (await exit) as [number | null];
      if (code === null || !fits.includes(code)) {
        throw new Error(`${name}: ${command} ended with ${code}, expected ${fits.join(' or ')}`);
      }
      const [real = 0, user = 0, system = 0] = times.trim().split(' ').map(Number);
      return { cpuMs: 1000 * (user + system), wallMs: 1000 * real };
    },
  };
}
