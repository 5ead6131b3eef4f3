import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gifsicle } from '../../src/engines/index.js';
import { fixture, GIFSICLE, temporaryFolder } from '../support/engine-run.js';
import { writeGif, type GifSpec, type ImageSpec } from '../support/gif-writer.js';

/** A program in its place: says that it is gifsicle, then does `body`. */
function standIn(folder: string, body: string): string {
  const path = join(folder, 'gifsicle');
  const version = `if (process.argv[2] === '--version') { console.log('LCDF Gifsicle 9.9'); process.exit(0) }`;
  writeFileSync(path, `#!${process.execPath}\n${version}\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('gifsicle', () => {
  test('that is missing is an error with the way to install it', async () => {
    const folder = temporaryFolder();
    const engine = gifsicle({ path: join(folder, 'nothing') });
    await expect(engine.compress(fixture('ball'), join(folder, 'out.gif'))).rejects.toMatchObject({
      code: 'engine_missing',
      message: expect.stringContaining('apt install gifsicle') as string,
    });
  });

  test('is not taken for what another program prints', async () => {
    const version = await gifsicle({ path: process.execPath }).version();
    expect(version).toEqual({ available: false, reason: `${process.execPath} does not say that it is gifsicle` });
  });

  test('hands on what the program warns of', async () => {
    const output = join(temporaryFolder(), 'out.gif');
    const { warnings, command } = await gifsicle({ path: GIFSICLE }).compress(fixture('held'), output, { colors: 256 });
    expect(warnings.join()).toContain('trivial adaptive palette');
    expect(command).toEqual(expect.arrayContaining([GIFSICLE, '-O3', '--colors', '256', '--', fixture('held')]));
  });

  test('that fails is an error with its message, and nothing is left', async () => {
    const folder = temporaryFolder();
    const program = standIn(
      temporaryFolder(),
      `
      require('fs').writeFileSync(process.argv[process.argv.indexOf('--output') + 1], 'half');
      console.error('gifsicle: out of disk'); process.exit(1)`,
    );
    await expect(gifsicle({ path: program }).compress(fixture('ball'), join(folder, 'out.gif'))).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining('out of disk') as string,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that hangs is ended at the time limit, and nothing is left', async () => {
    const folder = temporaryFolder();
    const program = standIn(
      temporaryFolder(),
      `
      require('fs').writeFileSync(process.argv[process.argv.indexOf('--output') + 1], 'half');
      setInterval(() => {}, 1000)`,
    );
    const engine = gifsicle({ path: program, timeoutMs: 2000 });
    await expect(engine.compress(fixture('ball'), join(folder, 'out.gif'))).rejects.toMatchObject({
      code: 'engine_timeout',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each<[string, Partial<GifSpec>, Partial<ImageSpec>]>([
    ['canvas', { width: 65_535, height: 65_535 }, {}],
    ['frame', {}, { width: 65_535, height: 65_535 }],
    ['frame behind junk', {}, { width: 65_535, height: 65_535, left: 0 }],
  ])('is not started on a %s that would take all memory', async (what, screen, image) => {
    const folder = temporaryFolder();
    const [input, started] = [join(folder, 'in.gif'), join(folder, 'started')];
    const small = { width: 2, height: 1, indices: [0, 1] };
    const junk = what.endsWith('junk') ? [{ raw: [0x99] }] : [];
    const palette = [
      [0, 0, 0],
      [255, 0, 0],
    ] as const;
    writeFileSync(
      input,
      writeGif({ width: 2, height: 1, palette, ...screen, blocks: [small, ...junk, { ...small, ...image }] }),
    );
    const program = standIn(temporaryFolder(), `require('fs').writeFileSync(${JSON.stringify(started)}, '')`);
    await expect(gifsicle({ path: program }).compress(input, join(folder, 'out.gif'))).rejects.toMatchObject({
      code: 'unsupported_input',
      message: expect.stringContaining(input) as string,
    });
    expect(readdirSync(folder)).toEqual(['in.gif']);
  });

  test.each([
    ['no file', ''],
    ['an empty file', `require('fs').writeFileSync(process.argv[process.argv.indexOf('--output') + 1], '')`],
  ])('that succeeds with %s is an error that says so, and the older output stays', async (what, body) => {
    const folder = temporaryFolder();
    const output = join(folder, 'out.gif');
    writeFileSync(output, 'older');
    const engine = gifsicle({ path: standIn(temporaryFolder(), body) });
    await expect(engine.compress(fixture('ball'), output)).rejects.toMatchObject({
      code: 'engine_failed',
      message: `gifsicle ended without an error but wrote ${what}`,
    });
    expect(readFileSync(output, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test('works under names that tell whose temporary files they are, should both be killed', async () => {
    const folder = temporaryFolder();
    const program = standIn(
      temporaryFolder(),
      `process.stderr.write(process.argv.slice(-4).join('\\n')); process.exit(1)`,
    );
    const work = gifsicle({ path: program }).compress(fixture('ball'), join(folder, 'out.gif'), { frameRatio: 0.5 });
    const { message } = (await work.catch((error: unknown) => error)) as Error;
    const names = message
      .split('\n')
      .filter((line) => line.startsWith(folder))
      .map((path) => basename(path));
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^\.pressproof-\d+-[0-9a-f]{16}\./);
  });
});
