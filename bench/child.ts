import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AbsentError, type Contestant, type Cost } from './contestant.js';

/** What a contestant in a process of its own answers, one JSON document a line. */
interface Answer {
  readonly error?: string;
  readonly check?: unknown;
  readonly cpuMs?: number;
  readonly wallMs?: number;
  readonly peakRssMiB?: number;
}

/** One thread for libraries that would start more: CPU time is compared, and threads only add to it. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/**
 * Starts a contestant in a process of its own: nobody's garbage, types or memory are another's. It takes the words
 * `check`, `warm`, `run` and `end` on stdin and answers each on stdout (contestants/serve.ts).
 * @throws AbsentError when it says that it cannot take part
 */
export async function startChild(name: string, command: string, args: readonly string[]): Promise<Contestant> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...ONE_THREAD, PRESSPROOF_LOG_LEVEL: 'silent' },
  });
  const failed = once(child, 'error').then(([error]: Error[]) => {
    throw new AbsentError(`${command} cannot be started: ${error?.message ?? 'no reason given'}`);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) throw new AbsentError(`${name} ended without an answer`);
    const parsed = JSON.parse(line.value) as Answer;
    if (parsed.error !== undefined) throw new AbsentError(parsed.error);
    return parsed;
  };
  const ask = async (word: string): Promise<Answer> => {
    child.stdin.write(`${word}\n`);
    return await answer();
  };
  await answer();
  return {
    name,
    check: async () => (await ask('check')).check ?? null,
    run: async (): Promise<Cost> => {
      const { cpuMs = Number.NaN, wallMs = Number.NaN } = await ask('run');
      return { cpuMs, wallMs };
    },
    end: async () => {
      const { peakRssMiB = null } = await ask('end');
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
      return peakRssMiB;
    },
  };
}
