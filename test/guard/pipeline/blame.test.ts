import { readFile, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, describe, test } from 'vitest';
import { readAnimation, type Animation } from '../../../src/engines/animation.js';
import { writeGif } from '../../../src/engines/gif-writer.js';
import { gifenc, gifsicle, gifski } from '../../../src/engines/index.js';
import { blameOf } from '../../../src/guard/pipeline/outcome.js';
import { pipeline } from '../../../src/guard/pipeline/pipeline.js';
import type { StageCompressor } from '../../../src/guard/pipeline/stage.js';
import { groupAtWork, membersOf } from '../../engines/conformance/processes.js';
import { fixture, GIFSICLE, GIFSKI } from '../../support/engine-run.js';
import { rejectionOf } from '../../support/guarded.js';
import { ball, folder, output } from '../../support/guard-place.js';

const enc = gifenc() as unknown as StageCompressor;
const sicle = gifsicle({ path: GIFSICLE }) as unknown as StageCompressor;
const ski = gifski({ path: GIFSKI }) as unknown as StageCompressor;

/** A compressor that does to each file what `change` does to its animation. */
function changing(name: string, change: (animation: Animation) => Animation) {
  const engine: StageCompressor = {
    name,
    async compress(input, to) {
      const { bytes } = await writeGif(change(await readAnimation(input, () => {})), undefined, () => {});
      await writeFile(to, bytes);
      return { engine: name, bytes: bytes.length };
    },
  };
  return { engine };
}

const brighter = (by: number) =>
  changing(`brighter by ${by}`, (animation) => ({
    ...animation,
    pixels: animation.pixels.map((value, at) => (at % 4 === 3 ? value : Math.min(255, value + by))),
  }));

const slower = (factor: number) =>
  changing(`slower by ${factor}`, (animation) => ({
    ...animation,
    delaysMs: animation.delaysMs.map((delay) => 10 * Math.round((delay * factor) / 10)),
  }));

describe('stages that are each fit, and together are not', () => {
  test.each([
    ['quality_degradation', [brighter(12), brighter(22), brighter(14)], fixture('plasma'), 1],
    ['duration', [slower(1.02), slower(1.03)], fixture('slides'), 1],
    ['duration', [slower(1.03), slower(1.02)], fixture('slides'), 0],
  ] as const)('%s: said to have accumulated, with the one that added most', async (check, stages, input, most) => {
    const { validation, stages: done, failedStage } = await pipeline(stages)(input, output);
    expect(done.map(({ report }) => report?.checks.filter(({ outcome }) => outcome === 'failed'))).toEqual(
      stages.map(() => []),
    );
    expect(failedStage).toBeNull();
    expect(validation?.verdict).toBe('fail');
    expect(blameOf(validation!)).toEqual({ cause: 'accumulated', failedStage: null, addedMost: most });
    const own = validation?.checks.find(({ id }) => id === 'pipeline_stages');
    expect(own?.message).toContain(`together they fail ${check}; stage ${most + 1} (`);
    const error = await rejectionOf(pipeline(stages, { mode: 'enforce' })(input, `${output}.2.gif`));
    expect(blameOf(error.report).cause).toBe('accumulated');
  });
});

describe('the stage that breaks what an earlier one achieved', () => {
  test('is blamed for colours that it brings back', async () => {
    const { validation, stages } = await pipeline([{ engine: sicle, parameters: { colors: 8 } }, brighter(1), faded()])(
      fixture('plasma'),
      output,
    );
    expect(stages.map(({ report }) => report?.verdict)).toEqual(['pass', expect.stringMatching('pass|warn'), 'fail']);
    expect(blameOf(validation!)).toMatchObject({ cause: 'stage', failedStage: 2 });
    expect(validation?.checks.find(({ id }) => id === 'pipeline_stages')?.message).toContain('color_count');
  });

  test('is blamed for a size that changes, in enforce before anything follows', async () => {
    const halved = changing('halving', (animation) => {
      const { width, frameCount } = animation;
      const height = animation.height / 2;
      const frames = Array.from({ length: frameCount }, (_, index) =>
        animation.pixels.subarray(
          4 * width * animation.height * index,
          4 * width * (animation.height * index + height),
        ),
      );
      return { ...animation, height, pixels: new Uint8Array(Buffer.concat(frames)) };
    });
    const colors = { engine: enc, parameters: { colors: 64 } };
    const error = await rejectionOf(pipeline([colors, halved, colors], { mode: 'enforce' })(ball, output));
    expect(blameOf(error.report)).toMatchObject({ cause: 'stage', failedStage: 1 });
    expect(error.message).toContain('dimensions');
  });

  test('is still named where everything is to be run in enforce', async () => {
    const stages = [{ engine: enc, parameters: { colors: 2 } }, { engine: sicle }];
    const error = await rejectionOf(pipeline(stages, { mode: 'enforce', stopEarly: false })(fixture('plasma'), output));
    expect(blameOf(error.report)).toMatchObject({ cause: 'stage', failedStage: 0 });
    const evidence = error.report.checks.find(({ id }) => id === 'pipeline_stages')?.details?.['stages'];
    expect(evidence).toMatchObject([{ verdict: 'fail' }, { verdict: expect.stringMatching('pass|warn') as string }]);
  });
});

/** Each frame darker than the one before: colours that no palette of eight has. */
function faded() {
  return changing('fading', (animation) => {
    const size = 4 * animation.width * animation.height;
    const shade = (value: number, at: number) => (at % 4 === 3 ? value : Math.max(0, value - Math.floor(at / size)));
    return { ...animation, pixels: animation.pixels.map(shade) };
  });
}

describe('real programs, one after the other', () => {
  test('colours by gifsicle, pictures by gifski, bytes by gifsicle', async () => {
    const stages = [
      { engine: sicle, parameters: { frameRatio: 0.5 } },
      { engine: ski, parameters: { quality: 90 } },
      { engine: sicle, parameters: { lossy: 30 } },
    ];
    const { validation, engine, engineVersion } = await pipeline(stages, { mode: 'enforce' })(
      fixture('register'),
      output,
    );
    expect(validation).toMatchObject({
      verdict: 'pass',
      operation: 'frame_reduction',
      expectation: { frameRatio: 0.5 },
    });
    expect(engine).toBe('gifsicle | gifski | gifsicle');
    expect(engineVersion).toMatch(/^[\d.]+ \| [\d.]+ \| [\d.]+$/);
    expect((await readFile(output)).length).toBe(validation?.subject.output?.bytes);
  });

  test.runIf(process.platform === 'linux')(
    'an abort ends the program of the stage that runs, and leaves no file',
    async () => {
      const controller = new AbortController();
      let isOver = false;
      const before = new Set(readdirSync(tmpdir()));
      const work = pipeline([{ engine: enc }, { engine: ski, parameters: { quality: 100 } }])(
        fixture('plasma'),
        output,
        controller.signal,
      ).finally(() => (isOver = true));
      const group = await groupAtWork(() => isOver);
      controller.abort();
      await expect(work).rejects.toMatchObject({ code: 'aborted' });
      expect(group).not.toBeNull();
      await expect.poll(() => membersOf(group!)).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
      const mine = readdirSync(tmpdir()).filter((name) => name.startsWith(`pressproof-copies-${process.pid}-`));
      expect(mine.filter((name) => !before.has(name))).toEqual([]);
    },
  );
});
