import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, fixture, jsonLines } from '../../support/cli.js';
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
