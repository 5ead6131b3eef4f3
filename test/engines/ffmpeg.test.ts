import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planFrames } from '../../src/engines/frame-plan.js';
import { ffmpeg } from '../../src/engines/index.js';
import {
  DOTS,
  dotsIn,
  fixture,
  FIXTURES,
  presentation,
  read,
  temporaryFolder,
  unionOf,
} from '../support/engine-run.js';
import { loop } from '../support/gif-writer.js';

const engine = ffmpeg();
const version = await engine.version();
const missing = version.available ? null : version.reason;

describe.runIf(missing === null)(`ffmpeg of this machine${missing === null ? '' : `: ${missing}`}`, () => {
  test.each(FIXTURES)('keeps every pixel, delay and repeat of %s', async (name) => {
    const output = join(temporaryFolder(), 'out.gif');
    const { warnings } = await engine.compress(fixture(name), output);
    const [before, after] = [await read(fixture(name)), await read(output)];
    expect(warnings).toEqual([]);
    expect(after.integrity).toEqual({ complete: true, problems: [] });
    expect(after.structure.delaysMs).toEqual(before.structure.delaysMs);
    expect(after.structure.loopCount).toBe(before.structure.loopCount);
    expect(presentation(after)).toEqual(presentation(before));
  });

  test.each([
    ['ball', 3],
    ['plasma', 32],
    ['register', 256],
  ] as const)('bounds the colours of the whole animation %s: %i', async (name, colors) => {
    const output = join(temporaryFolder(), 'out.gif');
    for (const dither of ['none', 'bayer2', 'sierra2_4a']) {
      await engine.compress(fixture(name), output, { colors, dither });
      expect(unionOf(await read(output))).toBeLessThanOrEqual(Math.min(colors, 255));
    }
  });

  test('keeps the pictures of the planned frames and their times, to the last', async () => {
    const output = join(temporaryFolder(), 'out.gif');
    await engine.compress(fixture('slides'), output, { frameRatio: 0.5 });
    const [before, after] = [await read(fixture('slides')), await read(output)];
    const { kept, delaysMs } = planFrames(before.structure.delaysMs, 0.5);
    expect(after.structure.delaysMs).toEqual(delaysMs);
    expect(presentation(after).map(({ picture }) => picture)).toEqual(
      presentation({ ...before, frames: kept.map((frame) => before.frames[frame]!) }).map(({ picture }) => picture),
    );
  });

  test('keeps delays and repeats at the ends of their ranges, in a folder whose name is a pattern', async () => {
    const folder = join(temporaryFolder(), '%d:[0]');
    const output = join(folder, 'out.gif');
    const images = [65_535, 0, 1, 7].map((delay, index) => ({ ...DOTS, indices: [index % 2, 1 - (index % 2)], delay }));
    const input = dotsIn(folder, [loop(65_535), ...images]);
    await engine.compress(input, output);
    const { structure } = await read(output);
    expect(structure).toMatchObject({ delaysMs: [655_350, 0, 10, 70], loopCount: 65_535 });
    expect(readdirSync(folder).sort()).toEqual(['in.gif', 'out.gif']);
  });

  test('takes a still image with a loop block', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'out.gif');
    await engine.compress(dotsIn(folder, [loop(3), { ...DOTS, indices: [0, 1], delay: 7 }]), output);
    expect((await read(output)).structure).toMatchObject({ frames: 1, delaysMs: [70], loopCount: 3 });
  });

  test('lists the methods of the version that is here, and refuses others by name', async () => {
    const here = await engine.version();
    const methods = here.available ? here.choices?.dither : undefined;
    expect(methods).toEqual(expect.arrayContaining(['none', 'bayer0', 'bayer5', 'floyd_steinberg', 'sierra2']));
    const work = engine.compress(fixture('ball'), join(temporaryFolder(), 'out.gif'), { colors: 8, dither: 'sobel' });
    await expect(work).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('ffmpeg', () => {
  test('that is missing is an error with the way to install it', async () => {
    const folder = temporaryFolder();
    const work = ffmpeg({ path: join(folder, 'nothing') }).compress(fixture('ball'), join(folder, 'out.gif'));
    await expect(work).rejects.toMatchObject({
      code: 'engine_missing',
      message: expect.stringContaining('apt install ffmpeg') as string,
    });
  });

  test('that stops reading is an error with its message, and nothing is left', async () => {
    const folder = temporaryFolder();
    const program = join(temporaryFolder(), 'ffmpeg');
    const body = `
      const { argv } = process;
      if (argv.includes('-version')) { console.log('ffmpeg version 9.9'); process.exit(0) }
      if (argv.includes('-h')) process.exit(0);
      process.stdin.destroy(); console.error('no such filter'); process.exit(1)`;
    writeFileSync(program, `#!${process.execPath}\n${body}\n`);
    chmodSync(program, 0o755);
    const work = ffmpeg({ path: program }).compress(fixture('plasma'), join(folder, 'out.gif'));
    await expect(work).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining('no such filter') as string,
    });
    expect(existsSync(join(folder, 'out.gif'))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
