import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CompressParameters } from '../../src/engines/engine.js';
import { fused } from '../../src/engines/fuse.js';
import { gifenc, gifsicle } from '../../src/engines/index.js';
import { close } from '../../src/guard/close.js';
import { askedOf } from '../../src/guard/expectation.js';
import { validate } from '../../src/guard/validate.js';
import { fixture, FIXTURES, GIFSICLE, presentation, read, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const engine = gifsicle({ path: GIFSICLE });

afterAll(close);

async function oneByOne(name: string, stages: readonly CompressParameters[]): Promise<string> {
  const folder = temporaryFolder();
  let from = fixture(name);
  for (const [index, parameters] of stages.entries()) {
    const to = join(folder, `${index}.gif`);
    await engine.compress(from, to, parameters);
    from = to;
  }
  return from;
}

/** What the stages make one after the other, and what one run makes of the parameters of all. */
async function bothWays(name: string, stages: readonly CompressParameters[]) {
  const parameters = stages.reduce((first, then) => fused(engine, first, then)!);
  return { several: await oneByOne(name, stages), one: await oneByOne(name, [parameters]), parameters };
}

/** dB of the worst frame, Infinity for the same pixels; over 40 nobody sees. */
async function likeness(one: string, other: string): Promise<number> {
  const { checks } = await validate(one, other, { operation: 'recompress' });
  const { minPsnr } = checks.find(({ id }) => id === 'quality_degradation')!.actual as { minPsnr: number | null };
  return minPsnr ?? Infinity;
}

describe('one run of gifsicle in place of several', () => {
  test.each(FIXTURES)('shows the same pixels at the same times for colours, then loss: %s', async (name) => {
    const { several, one } = await bothWays(name, [{ colors: 32 }, { lossy: 80 }]);
    const [apart, together] = [presentation(await read(several)), presentation(await read(one))];
    expect(together.map(({ atMs }) => atMs)).toEqual(apart.map(({ atMs }) => atMs));
    // pictures are long: whether they are the same is all that a failure should print
    expect(together.filter(({ picture }, index) => picture !== apart[index]!.picture).length).toBe(0);
  });

  test.each(['ball', 'register'])('shows no visible difference for dithered colours, then loss: %s', async (name) => {
    const { several, one } = await bothWays(name, [{ colors: 32, dither: 'floyd-steinberg' }, { lossy: 80 }]);
    expect(await likeness(several, one)).toBeGreaterThan(40);
  });

  test.each(FIXTURES)('shows no visible difference for frames, then loss: %s', async (name) => {
    const { several, one } = await bothWays(name, [{ frameRatio: 0.5 }, { lossy: 80 }]);
    expect(await likeness(several, one)).toBeGreaterThan(40);
  });

  test.each(FIXTURES)('meets what frames, then colours, then loss are to meet, as several do: %s', async (name) => {
    const { several, one, parameters } = await bothWays(name, [{ frameRatio: 0.5 }, { colors: 32 }, { lossy: 80 }]);
    const asked = askedOf(parameters, engine.capabilities);
    expect(asked).toMatchObject({ operation: 'frame_reduction', expectation: { frameRatio: 0.5, colors: 32 } });
    for (const output of [several, one]) {
      const { verdict, checks } = await validate(fixture(name), output, asked);
      const failed = checks.filter(({ outcome }) => outcome === 'failed');
      expect({ verdict, failed }).toEqual({ verdict: 'pass', failed: [] });
    }
    expect(await likeness(several, one)).toBeGreaterThan(40);
  });
});

describe('what is not the same in one run', () => {
  test.each<[CompressParameters, CompressParameters]>([
    [{ lossy: 80 }, { colors: 32 }],
    [{ colors: 32 }, { frameRatio: 0.5 }],
    [{ lossy: 80 }, { frameRatio: 0.5 }],
    [{ colors: 64 }, { colors: 32 }],
    [{ lossy: 20 }, { lossy: 80 }],
    [{ colors: 64, lossy: 20 }, { lossy: 80 }],
    [{}, { lossy: 80 }],
    [{ colors: 32 }, {}],
    [{ colors: 32 }, { fps: 10 }],
    [{ fps: 10 }, { lossy: 80 }],
  ])('%j then %j stays two', (first, then) => {
    expect(fused(engine, first, then)).toBeNull();
  });

  test('frames dropped after gifsicle merged those alike are other frames than it drops itself', async () => {
    const several = await oneByOne('held', [{ colors: 32 }, { frameRatio: 0.5 }]);
    const one = await oneByOne('held', [{ colors: 32, frameRatio: 0.5 }]);
    expect(await likeness(several, one)).toBeLessThan(20);
  });

  test('only gifsicle is known to do it', () => {
    expect(fused(gifenc(), { frameRatio: 0.5 }, { colors: 32 })).toBeNull();
  });

  test.each([
    [
      { colors: 32, optimize: 1 },
      { lossy: 80, optimize: 3 },
      { colors: 32, lossy: 80, optimize: 3 },
    ],
    [{ colors: 32, optimize: 1 }, { lossy: 80 }, { colors: 32, lossy: 80 }],
  ])('the effort is that of the file that is kept: %j then %j', (first, then, both) => {
    expect(fused(engine, first, then)).toEqual(both);
  });
});
