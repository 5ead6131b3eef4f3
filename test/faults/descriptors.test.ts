import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** More than a process has open that only loaded modules, and less than it takes long to use up. */
const MOST_OPEN = 128;

/** Runs lines in a process that has no descriptor left once `exhaust()` was called. */
function run(lines: string) {
  const program = `
    import { openSync } from 'node:fs';
    const ours = (path) => import(new URL(path, ${JSON.stringify(new URL('../../dist/', import.meta.url).href)}));
    const exhaust = () => { try { for (;;) openSync('/dev/null'); } catch {} };
    ${lines}`;
  const command = [
    '-c',
    `ulimit -n ${MOST_OPEN}; exec "$@"`,
    'sh',
    process.execPath,
    '--input-type=module',
    '-e',
    program,
  ];
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  const { status, stdout, stderr } = spawnSync('sh', command, { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.runIf(process.platform !== 'win32').each([
  [
    'a compressor',
    `const { runProgram } = await ours('core/run-program.js');
     const options = { timeoutMs: 1000, environment: {}, keptBytes: 10, beyond: 'cut' };
     exhaust();
     await runProgram('true', [], options).catch(({ code, message }) => process.stdout.write(code + ': ' + message));`,
    'failed: true cannot be started (EMFILE)',
  ],
  [
    'a process of a batch',
    `const { openCrew } = await ours('batch/crew/crew.js');
     const crew = openCrew({ width: 1, settings: {} });
     exhaust();
     await crew.run({}, new AbortController().signal).catch(({ message }) => process.stdout.write(message));`,
    expect.stringMatching(/^A worker process could not be started: spawn .+ EMFILE$/),
  ],
])('%s that cannot be started, as no file can be opened any more, is an error of its caller', (_, lines, said) => {
  expect(run(lines)).toEqual({ status: 0, stdout: said, stderr: '' });
});

test.runIf(process.platform !== 'win32')(
  'what goes wrong when no file can be opened any more is logged all the same',
  () => {
    const { status, stderr } = run(`
    const { inBackground } = await ours('guard/background.js');
    exhaust();
    inBackground('Recording', () => Promise.reject(new Error('no file')));
    inBackground('Sending', () => Promise.reject(new Error('no socket')));`);
    const said = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(said).toMatchObject([
      { level: 'error', msg: 'Recording failed', err: 'no file' },
      { level: 'error', msg: 'Sending failed', err: 'no socket' },
    ]);
    expect(status).toBe(0);
  },
);
