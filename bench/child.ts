import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AbsentError, type Contestant, type Cost } from './contestant.js';
import { withoutExtras } from './environment.js';

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
 * `check`, `run` and `end` on stdin and answers each on stdout (contestants/serve.ts).
 * @throws AbsentError when it says that it cannot take part
 */
export async function startChild(name: string, command: string, args: readonly string[]): Promise<Contestant> {
  let session = await open(name, command, args);
  return {
    name,
    check: async () => (await session.ask('check')).check ?? null,
    run: async (): Promise<Cost> => {
      const { cpuMs, wallMs } = await session.ask('run');
      if (cpuMs === undefined || wallMs === undefined)
        throw new Error(`Expected the cost of a run from ${name} but received none`);
      return { cpuMs, wallMs };
    },
    renew: async () => {
      await session.end();
      session = await open(name, command, args);
    },
    end: async () => (await session.end()).peakRssMiB ?? null,
  };
}

interface Session {
  ask(word: string): Promise<Answer>;
  end(): Promise<Answer>;
}

async function open(name: string, command: string, args: readonly string[]): Promise<Session> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...withoutExtras(process.env), ...ONE_THREAD, PRESSPROOF_LOG_LEVEL: 'silent' },
  });
  const failed = once(child, 'error').then(([error]: Error[]) => {
    throw new AbsentError(`${command} cannot be started: ${error?.message ?? 'no reason given'}`);
  });
  // one that is gone is noticed by the answer that does not come
  child.stdin.on('error', () => {});
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
  const end = async (): Promise<Answer> => {
    const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
    if (gone()) return {};
    const last = await ask('end');
    if (!gone()) await once(child, 'exit');
    return last;
  };
  return { ask, end };
}
