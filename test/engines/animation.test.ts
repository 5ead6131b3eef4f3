import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAnimation } from '../../src/engines/animation.js';
import { EngineError } from '../../src/engines/errors.js';
import { engines } from '../support/engine-run.js';
import { writeGif } from '../support/gif-writer.js';
import { runSuiteOn } from '../support/run-suite.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();

/** A small frame on a canvas that nothing else covers: see-through around it in every browser. */
const uncovered = writeGif({
  width: 24,
  height: 24,
  palette: [
    [200, 0, 0],
    [0, 0, 200],
  ],
  blocks: [0, 0, 1, 1].map((color) => ({
    left: 6,
    top: 6,
    width: 12,
    height: 12,
    indices: new Uint8Array(144).fill(color),
    delay: 10,
    disposal: 1,
  })),
});

test('canvas that no frame covers stays see-through', async () => {
  const path = join(folder, 'uncovered.gif');
  await writeFile(path, uncovered);
  const { pixels, frameCount, delaysMs } = await readAnimation(path, () => {});
  expect({ frameCount, delaysMs }).toEqual({ frameCount: 4, delaysMs: [100, 100, 100, 100] });
  expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
});

test('gives timers and signals their turn between frames, and stops where the checkpoint throws', async () => {
  const path = join(folder, 'stopped.gif');
  await writeFile(path, uncovered);
  const stop = new EngineError('aborted', 'enough');
  let seen = 0;
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  const stopping = readAnimation(path, () => {
    seen++;
    if (seen === 3) throw stop;
  }).finally(() => clearInterval(counting));
  await expect(stopping).rejects.toBe(stop);
  expect(turns).toBeGreaterThan(0);
});

test('a damaged input is refused and named', async () => {
  const path = join(folder, 'cut.gif');
  await writeFile(path, uncovered.subarray(0, uncovered.length - 20));
  const refused = readAnimation(path, () => {});
  await expect(refused).rejects.toBeInstanceOf(EngineError);
  await expect(refused).rejects.toThrow(/cut\.gif cannot be decoded/);
});

test.each(engines.map((engine) => [engine.name, engine] as const))(
  '%s keeps uncovered canvas see-through when frames are dropped',
  async (_name, engine) => {
    const [input, output] = [join(folder, 'in.gif'), join(folder, 'out.gif')];
    await writeFile(input, uncovered);
    await engine.compress(input, output, { frameRatio: 0.5 });
    const { outcomes } = await runSuiteOn(input, output, {
      operation: 'frame_reduction',
      expectation: { frameRatio: 0.5 },
      checks: ['file_integrity', 'dimensions', 'transparency', 'quality_degradation', 'duration'],
    });
    expect(Object.values(outcomes).every((outcome) => outcome === 'passed')).toBe(true);
  },
);
