import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, fixture } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const corpus = join(scratch, 'corpus');
mkdirSync(corpus);
copyFileSync(fixture('ball'), join(corpus, 'ball.gif'));
const file = join(scratch, 'file');
writeFileSync(file, '');

let count = 0;
async function batch(...args: readonly string[]) {
  const out = join(scratch, `run-${(count += 1)}`);
  return { out, ...(await cli(['batch', corpus, '--engine', 'copy', '--out', out, ...args])) };
}

describe('a batch that cannot be begun leaves nothing, so that the corrected command works', () => {
  test.each([
    [['--queue'], 'an address such as redis://host:6379/0 (rediss:// for TLS) with --queue, or in PRESSPROOF_QUEUE'],
    [['--queue', 'http://x'], 'received one that begins with http:'],
    [['--outputs', file], `for --outputs but received ${file}: ${file} is no folder; name another place`],
    [['--outputs', 's3://'], 'Expected s3://BUCKET/KEY for --outputs'],
    [['--outputs', ''], 'Expected a folder or s3:// prefix for --outputs but received ""'],
  ])('%j', async (args, message) => {
    const { code, stderr, out } = await batch(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ['', 'Expected a folder for --out but received ""'],
    ['/proc/foo', '/proc takes no files'],
    [file, `${file} is no folder`],
    [join(file, 'run'), `${file} is no folder`],
  ])('--out %j', async (out, message) => {
    const { code, stderr } = await batch('--out', out);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('a run that cannot be gone on with', () => {
  test('as its results are gone is refused, and not done again as if it were new', async () => {
    const { out } = await batch();
    rmSync(join(out, 'run.db'));
    const { code, stderr } = await cli(['batch', '--resume', '--out', out]);
    expect(stderr).toContain(`${join(out, 'run.db')}, which has the results of this run, is not there`);
    expect(code).toBe(2);
    expect(existsSync(join(out, 'run.db'))).toBe(false);
  });

  test('with other recipes is refused by their names, also where its inputs are not named again', async () => {
    const { out } = await batch();
    const resumed = ['batch', '--resume', '--out', out];
    const { code, stderr } = await cli([...resumed, '--engine', 'gifenc']);
    expect(stderr).toContain(`The run in ${out} is another: its recipes are "copy", asked are "gifenc"`);
    expect(code).toBe(2);
    expect((await cli([...resumed, '--engine', 'copy'])).code).toBe(0);
  });

  test('as another version began it is refused: verdicts of two versions do not mix', async () => {
    const { out } = await batch();
    const record = join(out, 'run.json');
    const { tool, ...rest } = JSON.parse(readFileSync(record, 'utf8')) as { tool: object };
    writeFileSync(record, JSON.stringify({ ...rest, tool: { ...tool, version: '0.0.9' } }));
    const { code, stderr } = await cli(['batch', '--resume', '--out', out]);
    expect(stderr).toContain('is of pressproof 0.0.9');
    expect(code).toBe(2);
  });

  test('as its record is damaged is refused in one line', async () => {
    const { out } = await batch();
    const record = join(out, 'run.json');
    writeFileSync(record, readFileSync(record, 'utf8').slice(0, 100));
    const { code, stderr } = await cli(['batch', '--resume', '--out', out]);
    expect(stderr.split('\n')[0]).toContain(`${record} is no record of a run`);
    expect(stderr.split('\n')[0]!.length).toBeLessThan(record.length + 200);
    expect(code).toBe(2);
  });
});
