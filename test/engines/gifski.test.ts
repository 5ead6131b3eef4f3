import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gifski } from '../../src/engines/index.js';
import { probe } from '../../src/guard/probe.js';
import { fixture, FIXTURES, GIFSKI, presentation, read, temporaryFolder } from '../support/engine-run.js';
import { loop, writeGif, type GifSpec } from '../support/gif-writer.js';

const engine = gifski({ path: GIFSKI });

const palette = [
  [255, 0, 0],
  [0, 0, 255],
  [0, 255, 0],
] as const;

/** One colour a frame; delays in hundredths of a second. */
function flat(size: { width: number; height: number }, shown: readonly (readonly [color: number, delay: number])[]) {
  const indices = (color: number) => Array.from({ length: size.width * size.height }, () => color);
  const images = shown.map(([color, delay]) => ({ ...size, indices: indices(color), delay }));
  return { ...size, palette, blocks: [loop(0), ...images] } satisfies GifSpec;
}

function written(spec: GifSpec): { input: string; output: string } {
  const folder = temporaryFolder();
  const input = join(folder, 'in.gif');
  writeFileSync(input, writeGif(spec));
  return { input, output: join(folder, 'out.gif') };
}

describe('gifski', () => {
  test.each(FIXTURES)('shows each picture of %s when the original does, and repeats as often', async (name) => {
    const output = join(temporaryFolder(), 'out.gif');
    await engine.compress(fixture(name), output, { quality: 90 });
    const [before, after] = [await read(fixture(name)), await read(output)];
    const starts = presentation(before).map(({ atMs }) => atMs);
    expect(after.integrity.complete).toBe(true);
    // what looks alike may be one frame: but none begins when nothing did
    expect(starts).toEqual(expect.arrayContaining(presentation(after).map(({ atMs }) => atMs)));
    expect(after.structure).toMatchObject({
      durationMs: before.structure.durationMs,
      loopCount: before.structure.loopCount,
      width: before.structure.width,
      height: before.structure.height,
    });
  });

  test('keeps delays that differ, and adds up those of frames that it merges', async () => {
    const shown = [
      [0, 7],
      [1, 50],
      [1, 33],
      [2, 300],
      [0, 2],
    ] as const;
    const { input, output } = written(flat({ width: 20, height: 20 }, shown));
    await engine.compress(input, output, { quality: 100 });
    const { structure } = await read(output);
    expect(structure.delaysMs).toEqual([70, 830, 3000, 20]);
  });

  test.each([null, 1, 65_535])('keeps the loop count %s', async (count) => {
    const spec = flat({ width: 8, height: 8 }, [
      [0, 10],
      [1, 10],
    ]);
    const blocks = spec.blocks.slice(1);
    const { input, output } = written({ ...spec, blocks: count === null ? blocks : [loop(count), ...blocks] });
    await engine.compress(input, output);
    expect((await read(output)).structure.loopCount).toBe(count);
  });

  test('does not scale a large picture', async () => {
    const { input, output } = written(
      flat({ width: 900, height: 700 }, [
        [0, 10],
        [1, 10],
      ]),
    );
    await engine.compress(input, output);
    expect(await probe(output)).toMatchObject({ width: 900, height: 700, frames: 2 });
  });

  test('gets smaller with less quality', async () => {
    const sizes: number[] = [];
    for (const quality of [100, 60, 10]) {
      const output = join(temporaryFolder(), 'out.gif');
      await engine.compress(fixture('plasma'), output, { quality });
      sizes.push(statSync(output).size);
    }
    expect(sizes[0]).toBeGreaterThan(sizes[1]!);
    expect(sizes[1]).toBeGreaterThan(sizes[2]!);
  });

  test('refuses a still, for the program makes only animations', async () => {
    const { input, output } = written(flat({ width: 8, height: 8 }, [[0, 10]]));
    await expect(engine.compress(input, output)).rejects.toMatchObject({
      code: 'unsupported_input',
      message: `${input} has one frame, and gifski makes only animations`,
    });
    expect(existsSync(output)).toBe(false);
  });

  test('leaves no pictures behind, also where it fails', async () => {
    const folder = temporaryFolder();
    const program = join(temporaryFolder(), 'gifski');
    const body = `if (process.argv[2] === '--version') { console.log('gifski 9.9'); process.exit(0) }
      console.error(require('fs').readdirSync(require('path').dirname(process.argv.at(-1))).join(' ')); process.exit(1)`;
    writeFileSync(program, `#!${process.execPath}\n${body}\n`);
    chmodSync(program, 0o755);
    const failed = gifski({ path: program }).compress(fixture('slides'), join(folder, 'out.gif'));
    await expect(failed).rejects.toThrow('000000.png 000001.png 000002.png 000003.png 000004.png');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes no program for gifski that does not say it is, and says how to get one', async () => {
    expect(await gifski({ path: process.execPath }).version()).toMatchObject({ available: false });
    const missing = join(temporaryFolder(), 'gifski');
    await expect(gifski({ path: missing }).compress(fixture('ball'), `${missing}.gif`)).rejects.toMatchObject({
      code: 'engine_missing',
      message: expect.stringContaining('cargo install gifski') as string,
    });
    expect(basename(missing)).toBe('gifski');
  });
});
