import type { ProgramInput } from '../core/run-program.js';
import type { EncodeJob } from './define.js';
import { linesOf, run } from './subprocess.js';

// one thread an animation: parallelism belongs to whoever runs several
const THREAD = ['-limit', 'thread', '1'];
// a pixel takes 8 to 16 bytes, and layers are worked on in a second copy: enough for 2^26 pixels over all frames
const MEMORY = ['-limit', 'memory', '1GiB', '-limit', 'map', '1GiB', '-limit', 'disk', '2GiB'];
const LIMITS = [...THREAD, ...MEMORY, '-define', 'registry:temporary-path=.'];

/**
 * One run of `magick` or `convert` in a folder of its own, where it also keeps what does not fit in memory. Its limits
 * are in its own words, so that it says what was too much; a policy file may set lower ones.
 */
export async function magick(
  { program, limits }: EncodeJob,
  folder: string,
  args: readonly string[],
  input: ProgramInput,
): Promise<{ readonly command: readonly string[]; readonly warnings: readonly string[] }> {
  const all = [...LIMITS, '-limit', 'time', String(Math.ceil(limits.timeoutMs / 1000)), ...args];
  const { stderr } = await run(program, all, { ...limits, cwd: folder }, input);
  return { command: [program, ...all], warnings: linesOf(stderr) };
}
