import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI, cli, fixture, jsonLines, resultOf } from '../../support/cli.js';
import { cutFixture, scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();

test('where the engine has no WebAssembly, the facts of whole and of damaged GIFs are the same', async () => {
  const args = ['probe', fixture('ball'), cutFixture('dashboard', 0.6, join(folder, 'cut.gif')), '--json'];
  // an engine that compiles nothing
  const [compiled, plain] = await Promise.all([cli(args), cli(args, { env: { NODE_OPTIONS: '--jitless' } })]);
  const facts = jsonLines(plain.stdout);
  expect(facts).toMatchObject([{ complete: true }, { complete: false }]);
  expect(facts).toEqual(jsonLines(compiled.stdout));
  expect(plain.code).toBe(compiled.code);
});

test('where the address space has no room for a memory of WebAssembly, a pair is judged the same', async () => {
  const args = ['validate', fixture('ball'), fixture('ball'), '--json'];
  // KiB: thrice what the process takes, and less than engines reserve for one memory
  const limited = ['-c', 'ulimit -v 6000000; exec "$0" "$@"', process.execPath, CLI, ...args];
  const [roomy, narrow] = await Promise.all([
    cli(args),
    resultOf(spawn('sh', limited, { stdio: ['ignore', 'pipe', 'pipe'] })),
  ]);
  const [judged, judgedNarrowly] = [roomy, narrow].map(({ stdout }) => jsonLines(stdout)[0]!);
  expect(judgedNarrowly).toMatchObject({ verdict: 'warn', coverage: { level: 'full' } });
  expect(judgedNarrowly!.coverage).toEqual(judged!.coverage);
  expect(narrow.code).toBe(roomy.code);
});
