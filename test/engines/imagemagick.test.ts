import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { planFrames } from '../../src/engines/frame-plan.js';
import { imagemagick } from '../../src/engines/index.js';
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

const engine = imagemagick();
const version = await engine.version();
const missing = version.available ? null : version.reason;

describe.runIf(missing === null)(`ImageMagick of this machine${missing === null ? '' : `: ${missing}`}`, () => {
  test.each(FIXTURES)('keeps every pixel, delay and repeat of %s at every effort', async (name) => {
    const output = join(temporaryFolder(), 'out.gif');
    const before = await read(fixture(name));
    for (const optimize of [1, 2, 3]) {
      const { warnings } = await engine.compress(fixture(name), output, { optimize });
      const after = await read(output);
      expect(warnings).toEqual([]);
      expect(after.integrity).toEqual({ complete: true, problems: [] });
      expect(after.structure.delaysMs).toEqual(before.structure.delaysMs);
      expect(after.structure.loopCount).toBe(before.structure.loopCount);
      expect(presentation(after)).toEqual(presentation(before));
    }
  });

  test.each([
    ['ball', 2],
    ['plasma', 32],
    ['slides', 256],
  ] as const)(
    'bounds the colours of the whole animation %s and keeps what is see-through: %i',
    async (name, colors) => {
      const output = join(temporaryFolder(), 'out.gif');
      const before = await read(fixture(name));
      for (const dither of ['none', 'FloydSteinberg', 'Riemersma']) {
        await engine.compress(fixture(name), output, { colors, dither });
        const after = await read(output);
        expect(unionOf(after)).toBeLessThanOrEqual(Math.min(colors, 255));
        expect(after.frames.map(seeThrough)).toEqual(before.frames.map(seeThrough));
      }
    },
  );

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

  test.each([null, 0, 1, 65_535])(
    'keeps delays at the ends of their range and %s repeats, in a folder whose name is a pattern',
    async (count) => {
      const folder = join(temporaryFolder(), '%d:[0]*');
      const output = join(folder, 'out.gif');
      const delays = [65_535, 0, 1, 7];
      const images = delays.map((delay, index) => ({ ...DOTS, indices: [index % 2, 1 - (index % 2)], delay }));
      await engine.compress(dotsIn(folder, [...(count === null ? [] : [loop(count)]), ...images]), output);
      const { structure } = await read(output);
      expect(structure).toMatchObject({ delaysMs: [655_350, 0, 10, 70], loopCount: count });
      expect(readdirSync(folder).sort()).toEqual(['in.gif', 'out.gif']);
    },
  );

  test('takes a still image, with and without a loop block', async () => {
    for (const blocks of [[loop(0)], []]) {
      const folder = temporaryFolder();
      const output = join(folder, 'out.gif');
      await engine.compress(dotsIn(folder, [...blocks, { ...DOTS, indices: [0, 1], delay: 7 }]), output);
      expect((await read(output)).structure).toMatchObject({ frames: 1, delaysMs: [70] });
    }
  });

  test('takes a picture without a single visible pixel', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'out.gif');
    const empty = { ...DOTS, indices: [0, 0], transparent: 0, delay: 5 };
    await engine.compress(dotsIn(folder, [loop(0), empty, empty]), output, { colors: 8 });
    expect(unionOf(await read(output))).toBe(0);
  });

  test('is looked for behind programs that only share its name', async () => {
    const folder = temporaryFolder();
    const impostor = programAt(join(folder, 'convert'), `console.log('Version: 1.0 of another converter')`);
    const before = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = before));
    process.env['PATH'] = `${folder}${delimiter}${before}`;
    expect(await imagemagick().version()).toMatchObject({
      available: true,
      path: expect.not.stringContaining(folder) as string,
    });
    process.env['PATH'] = folder;
    expect(await imagemagick().version()).toEqual({
      available: false,
      reason: `${impostor} does not say that it is ImageMagick`,
    });
  });
});

describe('ImageMagick', () => {
  test('that is missing is an error with the way to install it', async () => {
    const folder = temporaryFolder();
    const work = imagemagick({ path: join(folder, 'nothing') }).compress(fixture('ball'), join(folder, 'out.gif'));
    await expect(work).rejects.toMatchObject({
      code: 'engine_missing',
      message: expect.stringContaining('apt install imagemagick') as string,
    });
  });

  test('is given bounds of its own for memory, disk, threads and time', async () => {
    const folder = temporaryFolder();
    const program = programAt(
      join(folder, 'bin', 'magick'),
      `if (process.argv[2] === '-version') { console.log('Version: ImageMagick 9.9'); process.exit(0) }
       console.error(process.argv.slice(2).join(' ')); process.exit(1)`,
    );
    const work = imagemagick({ path: program, timeoutMs: 30_500 }).compress(fixture('ball'), join(folder, 'out.gif'));
    await expect(work).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringMatching(
        /-limit thread 1 -limit memory \S+ -limit map \S+ -limit disk \S+ .*-limit time 31 /,
      ) as string,
    });
    expect(readdirSync(folder)).toEqual(['bin']);
  });
});

function programAt(path: string, body: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!${process.execPath}\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Which pixels show nothing, as text to compare. */
function seeThrough(rgba: Uint8Array): string {
  return rgba.filter((_, at) => at % 4 === 3).join('');
}
