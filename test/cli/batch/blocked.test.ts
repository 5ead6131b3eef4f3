import { copyFileSync, existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, fixture, jsonLines } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();

test('an output whose place is taken by a folder fails alone, and is made by --resume once the folder is gone', async () => {
  const corpus = join(scratch, 'corpus');
  mkdirSync(corpus);
  for (const name of ['ball', 'hasty', 'slides']) copyFileSync(fixture(name), join(corpus, `${name}.gif`));
  const outputs = join(scratch, 'outputs');
  const taken = join(outputs, 'copy', 'hasty.gif');
  mkdirSync(taken, { recursive: true });
  const out = join(scratch, 'run');
  const results = () => jsonLines(readFileSync(join(out, 'results.jsonl'), 'utf8'));
  const first = await cli([
    'batch',
    corpus,
    '--engine',
    'copy',
    '--out',
    out,
    '--outputs',
    outputs,
    '--mode',
    'shadow',
  ]);
  // what could not be made failed, in every mode
  expect(first.code).toBe(1);
  expect(first.stderr).toMatch(/^3 of 3 .* 1 failed$/m);
  expect(results().map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['ball.gif', null],
    ['hasty.gif', 'output_blocked'],
    ['slides.gif', null],
  ]);
  expect(first.stdout).toContain('output_blocked');
  expect(existsSync(join(outputs, 'copy', 'slides.gif'))).toBe(true);
  const page = await cli(['report', out, '--quiet']);
  expect(page.code).toBe(0);
  rmdirSync(taken);
  const second = await cli(['batch', '--resume', '--out', out]);
  expect(second.code).toBe(0);
  expect(readFileSync(taken)).toEqual(readFileSync(fixture('hasty')));
  expect(results().map(({ errorCode }) => errorCode)).toEqual([null, null, null]);
});
