import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { CLI, fixture, jsonLines } from '../support/cli.js';
import { temporaryFolder } from '../support/engine-run.js';
import { callerArguments, cleanEnvironment, expectAsJudged, MODES, type Call, type LookingMode } from './calls.js';

/** Each is where stdout and stderr of a process can lead while nobody reads them. */
const FAULTS: readonly (readonly [
  string,
  (command: readonly string[], env: NodeJS.ProcessEnv) => Promise<number | null>,
])[] = [
  ['closed', (command, env) => ended(['sh', '-c', 'exec "$@" >&- 2>&-', 'sh', ...command], env, 'ignore')],
  ['full', (command, env) => withDevice('/dev/full', command, env)],
  ['pipes whose readers are gone', (command, env) => ended(command, env, 'pipe')],
];

async function ended(command: readonly string[], env: NodeJS.ProcessEnv, output: 'ignore' | 'pipe' | number) {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env, stdio: ['ignore', output, output] });
  child.stdout?.destroy();
  child.stderr?.destroy();
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function withDevice(path: string, command: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const device = openSync(path, 'w');
  try {
    return await ended(command, env, device);
  } finally {
    closeSync(device);
  }
}

describe.each(FAULTS)('stdout and stderr that are %s', (_, run) => {
  test.each(MODES)('change nothing of a compression in %s', async (mode) => {
    const folder = temporaryFolder();
    const said = join(folder, 'said.jsonl');
    // every line that could be logged is
    const env = cleanEnvironment({ PRESSPROOF_MODE: mode, PRESSPROOF_LOG_LEVEL: 'trace', TMPDIR: folder });
    const command = callerArguments({ folder, outputs: ['0.gif', '1-bad.gif', '2.gif'], says: said, closes: true });
    expect(await run(command, env)).toBe(0);
    const calls = jsonLines(readFileSync(said, 'utf8')) as unknown as Call[];
    expect(calls).toHaveLength(4);
    expectAsJudged(calls.slice(0, 3), mode);
  });

  test.each(MODES)('change nothing of what pressproof compress publishes in %s', async (mode) => {
    const folder = temporaryFolder();
    expect(await published(run, mode, join(folder, 'good.gif'), [])).toBe(true);
    const unfit = ['--set', 'limits.minFrames=99'];
    expect(await published(run, mode, join(folder, 'bad.gif'), unfit)).toBe(mode !== 'enforce');
  });
});

async function published(
  run: (typeof FAULTS)[number][1],
  mode: LookingMode,
  output: string,
  limits: readonly string[],
) {
  const asked = ['--engine', 'gifenc', '--colors', '64', '--mode', mode, ...limits];
  // who cannot print exits at once, and leaves its copies
  await run(
    [process.execPath, CLI, 'compress', fixture('ball'), '-o', output, ...asked],
    cleanEnvironment({ TMPDIR: dirname(output) }),
  );
  return existsSync(output);
}

describe('streams that lose their reader', () => {
  const run = async (args: readonly string[], lost: 'stdout' | 'stderr') => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child[lost].destroy();
    const kept = child[lost === 'stdout' ? 'stderr' : 'stdout'];
    const [said, [code]] = await Promise.all([text(kept), once(child, 'exit') as Promise<[number | null]>]);
    return { code, said };
  };
  const judged = (output: string, report: string) => ['validate', fixture('ball'), fixture(output), '--report', report];

  test.each([
    ['ball', 0],
    ['held', 1],
  ])('leave the exit code and the report file to the verdict: ball -> %s is %i', async (output, code) => {
    const report = join(temporaryFolder(), 'proof.json');
    expect((await run(judged(output, report), 'stdout')).code).toBe(code);
    expect(existsSync(report)).toBe(true);
    const unheard = join(temporaryFolder(), 'proof.json');
    expect((await run(judged(output, unheard), 'stderr')).code).toBe(code);
    expect(existsSync(unheard)).toBe(true);
  });

  test('interrupt a command that has more to tell, which is no success', async () => {
    const { code, said } = await run(['scan', dirname(fixture('ball')), '--json'], 'stdout');
    expect({ code, said }).toEqual({
      code: 130,
      said: '',
    });
  });

  test('cost a batch its lines, not its run', async () => {
    const out = join(temporaryFolder(), 'run');
    const args = ['batch', fixture('ball'), '--out', out, '--engine', 'gifenc', '--colors', '64'];
    expect((await run(args, 'stderr')).code).toBe(0);
    expect(existsSync(join(out, 'summary.json'))).toBe(true);
  });
});
