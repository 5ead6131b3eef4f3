import { spawnSync } from 'node:child_process';

/** Whether there is a Python to compare with; where there is none, that is said. */
export const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;
if (!HAS_PYTHON) console.warn('No python3 on the PATH: nothing is held against its pickle module');

/** What a script writes on lines that it is given. @throws Error with what it says where it fails */
export function python(args: readonly string[], input = ''): string {
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 120_000 } as const;
  const { status, stdout, stderr } = spawnSync('python3', args, options);
  if (status !== 0) throw new Error(`python3 ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
