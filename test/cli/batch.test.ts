import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storageOf } from '../../src/batch/storage/index.js';
import { keysBelow } from '../../src/batch/storage/s3/list.js';
import { cli, fixture, jsonLines, type CliOptions } from '../support/cli.js';
import { collected } from '../support/collected.js';
import { s3Server } from '../support/s3-server.js';
import { cutFixture, scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
s3Server('corpus', 'outputs');

const corpus = join(scratch, 'corpus');
mkdirSync(join(corpus, 'below'), { recursive: true });
copyFileSync(fixture('ball'), join(corpus, 'ball.gif'));
copyFileSync(fixture('held'), join(corpus, 'below', 'held.gif'));

let count = 0;
/** A run of its own for each. */
async function batch(args: readonly string[], options: CliOptions = {}) {
  const out = join(scratch, `run-${(count += 1)}`);
  const result = await cli(['batch', ...args, '--out', out, '--concurrency', '2'], options);
  const lines = existsSync(join(out, 'results.jsonl')) ? readFileSync(join(out, 'results.jsonl'), 'utf8') : '';
  return { ...result, out, rows: jsonLines(lines) };
}

/** Paths of the files below a folder. */
function below(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.')).toSorted();
}

const GRID = ['--engine', 'gifenc', '--colors', '64,16'];

describe('a batch', () => {
  test('tries every input under every value, keeps outputs by recipe and name, and says what came of it', async () => {
    const { code, out, rows, stdout, stderr } = await batch([corpus, ...GRID]);
    expect(code).toBe(0);
    expect(rows.map(({ name, recipe }) => [name, recipe])).toEqual([
      ['ball.gif', 'gifenc colors=64'],
      ['ball.gif', 'gifenc colors=16'],
      ['below/held.gif', 'gifenc colors=64'],
      ['below/held.gif', 'gifenc colors=16'],
    ]);
    expect(below(join(out, 'outputs'))).toEqual([
      'gifenc-colors-16/ball.gif',
      'gifenc-colors-16/below/held.gif',
      'gifenc-colors-64/ball.gif',
      'gifenc-colors-64/below/held.gif',
    ]);
    expect(stdout).toContain('4 results of 2 inputs under 2 recipes');
    expect(stderr).toContain(`pressproof report ${out}`);
  });

  test('prints its summary as one document, and nothing else, with --json --quiet', async () => {
    const { stdout, stderr } = await batch([corpus, ...GRID, '--json', '--quiet', '--no-progress']);
    expect(jsonLines(stdout)).toHaveLength(1);
    expect(stderr).toBe('');
  });

  test('of a plan does what it says, relative to where it lies', async () => {
    const plan = join(scratch, 'plan.yaml');
    writeFileSync(
      plan,
      'inputs: [corpus]\nrecipes: [{engine: gifenc, parameters: {colors: 32}}]\nsettings: {mode: shadow}\n',
    );
    const { code, rows } = await batch(['--plan', plan]);
    expect(code).toBe(0);
    expect(rows.map(({ mode, recipe }) => [mode, recipe])).toEqual([
      ['shadow', 'gifenc colors=32'],
      ['shadow', 'gifenc colors=32'],
    ]);
  });

  test('scans a corpus for damage', async () => {
    const damaged = join(scratch, 'damaged');
    mkdirSync(damaged);
    copyFileSync(fixture('ball'), join(damaged, 'whole.gif'));
    cutFixture('ball', 0.5, join(damaged, 'cut.gif'));
    const { code, rows, out } = await batch([damaged, '--job', 'scan']);
    expect(code).toBe(1);
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ['cut.gif', 'fail'],
      ['whole.gif', 'pass'],
    ]);
    expect(existsSync(join(out, 'outputs'))).toBe(false);
  });

  test('validates pairs by the names that two folders have in common', async () => {
    const { out } = await batch([corpus, '--engine', 'gifenc']);
    const { rows, code } = await batch([corpus, '--against', join(out, 'outputs', 'gifenc')]);
    expect(rows.map(({ name, job, status }) => [name, job, status])).toEqual([
      ['ball.gif', 'validate', 'pass'],
      ['below/held.gif', 'validate', expect.any(String)],
    ]);
    expect(code).toBe(0);
  });

  test('reads from one bucket and publishes to another, and leaves nothing beside the outputs', async () => {
    await storageOf('s3://corpus/').put(fixture('ball'), 's3://corpus/a/ball.gif');
    const { code, rows, stderr } = await batch(['s3://corpus/a/', '--outputs', 's3://outputs/x', ...GRID]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(rows.map(({ output }) => output)).toEqual([
      's3://outputs/x/gifenc-colors-64/ball.gif',
      's3://outputs/x/gifenc-colors-16/ball.gif',
    ]);
    const found = await collected(keysBelow({ bucket: 'outputs', key: '' }, new AbortController().signal));
    expect(found).toEqual(['x/gifenc-colors-16/ball.gif', 'x/gifenc-colors-64/ball.gif']);
  });
});

describe('verdicts of a batch', () => {
  // a limit that no output keeps
  const unfit = [corpus, ...GRID, '--set', 'limits.maxBytes=100'];

  test('in alert publish and fail', async () => {
    const { code, rows } = await batch(unfit);
    expect(code).toBe(1);
    expect(rows.map(({ status, published }) => [status, published])).toEqual(rows.map(() => ['fail', true]));
  });

  test('in shadow publish and are not heard', async () => {
    const { code, rows } = await batch([...unfit, '--mode', 'shadow']);
    expect(code).toBe(0);
    expect(rows.map(({ status }) => status)).toEqual(['fail', 'fail', 'fail', 'fail']);
  });

  test('in enforce keep outputs from their places, and beside the run with their reports', async () => {
    const { code, out, rows } = await batch([...unfit, '--mode', 'enforce']);
    expect(code).toBe(1);
    expect(rows.map(({ output }) => output)).toEqual([null, null, null, null]);
    expect(below(join(out, 'outputs'))).toEqual([]);
    expect(below(join(out, 'rejected')).filter((name) => name.endsWith('.report.json'))).toHaveLength(4);
  });

  test('are none while the emergency switch is on, and outputs are published', async () => {
    const { code, rows, stdout, stderr } = await batch([...unfit, '--mode', 'enforce'], {
      env: { PRESSPROOF_EMERGENCY_DISABLE: '1' },
    });
    expect(code).toBe(0);
    const said =
      'Skipped: 4 results were not judged, and published all the same: Emergency disable: PRESSPROOF_EMERGENCY_DISABLE is set';
    expect(stderr).toContain(said);
    expect(stdout.replaceAll('\n', ' ')).toContain(said);
    expect(rows.map(({ status, published }) => [status, published])).toEqual(rows.map(() => ['skipped', true]));
  });

  test('count over the whole batch for those who are alerted, whichever process made them', async () => {
    const config = join(scratch, 'alerts.yaml');
    const rules = 'rules: { consecutiveFailures: { atLeast: 4 } }';
    writeFileSync(config, `alerts: { channels: [{ type: log }], ${rules} }\nlogLevel: warn\n`);
    const { stderr } = await batch([...unfit, '--config', config]);
    expect(stderr).toContain('4 failures without a pass between them');
  });
});

describe('a run', () => {
  test('is not begun twice, and the way on is named', async () => {
    const { out } = await batch([corpus, '--engine', 'gifenc']);
    const again = await cli(['batch', corpus, '--engine', 'gifenc', '--out', out]);
    expect(again.stderr).toContain(`There is a run in ${out}`);
    expect(again.stderr).toContain('--resume');
    expect(again.code).toBe(2);
  });

  test('that is over is resumed in no time, with the same results', async () => {
    const { out, rows } = await batch([corpus, ...GRID]);
    const again = await cli(['batch', '--resume', '--out', out]);
    expect(again.code).toBe(0);
    expect(jsonLines(readFileSync(join(out, 'results.jsonl'), 'utf8'))).toEqual(rows);
  });

  test('says at its end what its inputs name again, and no time that is left', async () => {
    const ball = join(corpus, 'ball.gif');
    const { stderr } = await batch([ball, ball, ball, '--engine', 'copy']);
    expect(stderr).toMatch(/^3 named, 1 done, 2 named again, [\d.]+ a second, 0 failed$/m);
  });

  test('makes published files again that are gone, cut or changed, and nothing else', async () => {
    const { out, rows } = await batch([corpus, ...GRID]);
    const [gone, cut, changed, touched] = rows.map(({ output }) => output as string);
    rmSync(gone!);
    writeFileSync(cut!, '');
    writeFileSync(changed!, Buffer.alloc(statSync(changed!).size));
    // as a copy back from somewhere has it
    writeFileSync(touched!, readFileSync(touched!));
    const { code, stderr } = await cli(['batch', '--resume', '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toContain('3 published files were gone from where this run had put them, or changed: made again');
    expect(stderr).toContain('4 of 4 (100.0\u00a0%)');
    const after = jsonLines(readFileSync(join(out, 'results.jsonl'), 'utf8'));
    expect(after.map(({ output }) => output)).toEqual(rows.map(({ output }) => output));
    expect(after.slice(3)).toEqual(rows.slice(3));
    for (const { output, outputSha256 } of after)
      expect(
        createHash('sha256')
          .update(readFileSync(output as string))
          .digest('hex'),
      ).toBe(outputSha256);
  });

  test('takes up inputs that came since, and nothing else', async () => {
    const growing = join(scratch, 'growing');
    mkdirSync(growing);
    copyFileSync(fixture('ball'), join(growing, 'b.gif'));
    const { out, rows } = await batch([growing, '--engine', 'gifenc']);
    copyFileSync(fixture('held'), join(growing, 'c.gif'));
    expect((await cli(['batch', '--resume', '--out', out])).code).toBe(0);
    const after = jsonLines(readFileSync(join(out, 'results.jsonl'), 'utf8'));
    expect(after.map(({ name }) => name)).toEqual(['b.gif', 'c.gif']);
    expect(after[0]).toEqual(rows[0]);
  });

  test('whose inputs are gone keeps and shows what is done', async () => {
    const going = join(scratch, 'going');
    mkdirSync(going);
    copyFileSync(fixture('held'), join(going, 'a.gif'));
    const { out } = await batch([going, '--engine', 'copy']);
    rmSync(join(going, 'a.gif'));
    rmSync(join(out, 'results.jsonl'));
    const { code, stdout, stderr } = await cli(['batch', '--resume', '--out', out]);
    expect(stderr).toContain('holds no image');
    expect(stdout).toContain('1 result of 1 input');
    expect(jsonLines(readFileSync(join(out, 'results.jsonl'), 'utf8'))).toHaveLength(1);
    expect(code).toBe(0);
  });

  test.each([
    ['beside the inputs', (folder: string) => ['--out', join(folder, 'run'), '--outputs', folder]],
    ['below them', (folder: string) => ['--out', join(folder, 'run'), '--outputs', join(folder, 'small')]],
    ['in a run that is the folder of inputs', (folder: string) => ['--out', folder]],
  ])('takes no output of its own for an input: %s', async (name, placed) => {
    const folder = join(scratch, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    copyFileSync(fixture('held'), join(folder, 'a.gif'));
    const flags = placed(folder);
    await cli(['batch', folder, '--engine', 'copy', ...flags]);
    expect(below(folder)).toContainEqual(expect.stringMatching(/copy.a\.gif$/));
    const { stdout } = await cli(['batch', '--resume', '--json', '--out', flags[1]!]);
    expect(jsonLines(stdout)[0]).toMatchObject({ inputs: { count: 1 } });
  });

  test('is not begun where an input would be replaced by its own output', async () => {
    const folder = join(scratch, 'made', 'copy');
    mkdirSync(folder, { recursive: true });
    copyFileSync(fixture('held'), join(folder, 'a.gif'));
    const args = [folder, '--engine', 'copy', '--outputs', join(scratch, 'made')];
    const { code, stderr } = await batch(args);
    expect(stderr).toContain(`Outputs of this batch are published in ${folder}, where its input ${folder} is`);
    expect(code).toBe(2);
  });

  test.each([
    [['--colors', '8'], 'Expected --engine NAME with --colors'],
    [[corpus, '--engine', 'gifenc', '--lossy', '20'], 'gifenc cannot do lossy'],
    [[corpus, '--engine', 'gifenc', '--colors', '8,'], 'Expected values separated by commas for --colors'],
    [[corpus, '--job', 'scan', '--engine', 'gifenc'], 'Expected no --engine: the job scan compresses nothing'],
    [[join(scratch, 'absent')], 'Expected a folder, a file, a glob or an s3:// address that is there for INPUT'],
    [[], 'Expected INPUT'],
    [['--resume'], 'there is no run in'],
  ])('is not begun with %j', async (args, message) => {
    const { code, stderr, out } = await batch(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  test('over nothing is none, and says so', async () => {
    const empty = join(scratch, 'empty');
    mkdirSync(empty);
    const { code, stderr, out } = await batch([empty]);
    expect(stderr).toContain('nothing was looked at');
    expect(code).toBe(3);
    expect(existsSync(out)).toBe(false);
  });
});
