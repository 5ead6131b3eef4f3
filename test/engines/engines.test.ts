import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planFrames, planRate } from '../../src/engines/frame-plan.js';
import { gifenc, gifsicle, sharpEngine } from '../../src/engines/index.js';
import {
  engines,
  fixture,
  FIXTURES,
  GIFSICLE,
  presentation,
  read,
  temporaryFolder,
  unionOf,
} from '../support/engine-run.js';
import { loop, writeGif } from '../support/gif-writer.js';

const each = engines.map((engine) => [engine.name, engine] as const);

describe.each(each)('%s', (name, engine) => {
  test.each(FIXTURES)('recompresses %s without changing what is seen', async (file) => {
    const output = join(temporaryFolder(), 'out.gif');
    await engine.compress(fixture(file), output);
    const [before, after] = [await read(fixture(file)), await read(output)];
    expect(after.integrity).toEqual({ complete: true, problems: [] });
    expect(presentation(after)).toEqual(presentation(before));
    expect(after.structure.loopCount).toBe(before.structure.loopCount);
    expect(after.structure.durationMs).toBe(before.structure.durationMs);
  });

  test.each([2, 7, 20, 64, 200])('bounds the colours of the whole animation: %i', async (colors) => {
    for (const file of ['plasma', 'register', 'ball']) {
      const output = join(temporaryFolder(), 'out.gif');
      await engine.compress(fixture(file), output, { colors });
      const after = await read(output);
      expect(after.integrity.complete).toBe(true);
      expect(unionOf(after)).toBeLessThanOrEqual(colors);
      expect(unionOf(after)).toBeGreaterThan(1);
    }
  });

  test.each([0.5, 0.34, 0.01])(
    'keeps the pictures of the planned frames and the total time at ratio %d',
    async (ratio) => {
      for (const file of FIXTURES) {
        const output = join(temporaryFolder(), 'out.gif');
        await engine.compress(fixture(file), output, { frameRatio: ratio });
        const before = await read(fixture(file));
        const after = await read(output);
        const { kept, delaysMs } = planFrames(before.structure.delaysMs, ratio);
        const planned = {
          ...before,
          frames: kept.map((frame) => before.frames[frame]!),
          structure: { ...before.structure, delaysMs },
        };
        expect(presentation(after)).toEqual(presentation(planned));
        // one picture left is a still, whose time no viewer measures
        expect(after.structure.durationMs).toBe(kept.length > 1 ? before.structure.durationMs : 0);
      }
    },
  );

  test.each([8, 3])(
    'keeps the pictures of the planned frames and the total time at %d frames a second',
    async (fps) => {
      for (const file of FIXTURES) {
        const output = join(temporaryFolder(), 'out.gif');
        await engine.compress(fixture(file), output, { fps });
        const before = await read(fixture(file));
        const after = await read(output);
        const { kept, delaysMs } = planRate(before.structure.delaysMs, fps);
        const planned = {
          ...before,
          frames: kept.map((frame) => before.frames[frame]!),
          structure: { ...before.structure, delaysMs },
        };
        expect(presentation(after)).toEqual(presentation(planned));
        expect(after.structure.durationMs).toBe(before.structure.durationMs);
      }
    },
  );

  test('keeps delays and loop counts at the ends of their ranges', async () => {
    const folder = temporaryFolder();
    for (const count of [null, 1, 65_535]) {
      const input = join(folder, 'in.gif');
      const delays = [65_535, 0, 1, 7];
      const images = delays.map((delay, index) => ({
        width: 2,
        height: 1,
        indices: [index % 2, 1 - (index % 2)],
        delay,
      }));
      const blocks = [...(count === null ? [] : [loop(count)]), ...images];
      writeFileSync(
        input,
        writeGif({
          width: 2,
          height: 1,
          palette: [
            [255, 0, 0],
            [0, 0, 255],
          ],
          blocks,
        }),
      );
      const output = join(folder, 'out.gif');
      await engine.compress(input, output);
      const { structure } = await read(output);
      expect(structure).toMatchObject({ delaysMs: [655_350, 0, 10, 70], loopCount: count });
    }
  });

  test('says what it did', async () => {
    const output = join(temporaryFolder(), 'out.gif');
    const done = await engine.compress(fixture('ball'), output, { colors: 32 });
    const version = await engine.version();
    expect(done).toMatchObject({
      engine: name,
      engineVersion: version.available ? version.version : null,
      parameters: { colors: 32 },
      inputBytes: readFileSync(fixture('ball')).length,
      outputBytes: readFileSync(output).length,
    });
    expect(done.durationMs).toBeGreaterThan(0);
  });

  test('takes names that look like options or frame selections', async () => {
    const folder = temporaryFolder();
    const before = process.cwd();
    process.chdir(folder);
    try {
      for (const odd of ['-d20.gif', '--version', '#0', ' ', '$(touch x).gif', `${'long'.repeat(60)}.gif`]) {
        writeFileSync(odd, readFileSync(fixture('held')));
        await engine.compress(odd, `${odd}.out`);
        expect((await read(join(folder, `${odd}.out`))).integrity.complete).toBe(true);
      }
      expect(existsSync('x')).toBe(false);
    } finally {
      process.chdir(before);
    }
  });

  test('leaves an older output and no other file behind when it fails', async () => {
    const folder = temporaryFolder();
    const [input, output] = [join(folder, 'in.gif'), join(folder, 'out.gif')];
    writeFileSync(input, 'this is no picture');
    writeFileSync(output, 'older');
    await expect(engine.compress(input, output)).rejects.toMatchObject({
      code: expect.stringMatching(/^(engine_failed|unsupported_input)$/) as string,
    });
    expect(readFileSync(output, 'utf8')).toBe('older');
    expect(readdirSync(folder).sort()).toEqual(['in.gif', 'out.gif']);
  });

  test('leaves an older output and no other file behind when it is aborted', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'out.gif');
    writeFileSync(output, 'older');
    const stop = new AbortController();
    const ended = engine.compress(fixture('plasma'), output, { frameRatio: 0.9 }, stop.signal);
    stop.abort();
    await expect(ended).rejects.toMatchObject({ code: 'aborted' });
    expect(readFileSync(output, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test('can replace its own input', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    writeFileSync(file, readFileSync(fixture('slides')));
    const before = presentation(await read(file));
    await engine.compress(file, file);
    expect(presentation(await read(file))).toEqual(before);
  });
});

describe('lossy coding', () => {
  test.each([
    ['sharp', sharpEngine(), [8, 32]],
    ['gifsicle', gifsicle({ path: GIFSICLE }), [20, 80]],
  ] as const)('of %s gets smaller with its strength', async (_, engine, [weak, strong]) => {
    const output = join(temporaryFolder(), 'out.gif');
    const sizes: number[] = [];
    for (const parameters of [{}, { lossy: weak }, { lossy: strong }]) {
      sizes.push((await engine.compress(fixture('register'), output, parameters)).outputBytes);
    }
    expect(sizes[1]).toBeLessThan(sizes[0]!);
    expect(sizes[2]).toBeLessThan(sizes[1]!);
  });
});

describe('a time limit', () => {
  test.each([
    ['sharp', sharpEngine],
    ['gifenc', gifenc],
  ] as const)('ends %s', async (_, make) => {
    const folder = temporaryFolder();
    const ended = make({ timeoutMs: 1 }).compress(fixture('plasma'), join(folder, 'out.gif'), { colors: 64 });
    await expect(ended).rejects.toMatchObject({ code: 'engine_timeout' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
