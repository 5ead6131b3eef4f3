/** What the suite says when it cannot look, or not at everything: inconclusive with the reason, never a pass. */
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { runProbeTask } from '../../src/image/probe.js';
import { DEFAULT_BUDGET } from '../../src/image/reader.js';
import { runValidateManyTask } from '../../src/image/run.js';
import { encodeStill } from '../support/raster.js';
import { runSuiteOn } from '../support/run-suite.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const original = encodeGif(SCENES.register());
// within the data of the last frame: every header is there
const damaged = original.subarray(0, original.length - 40);

function fileOf(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('a damaged output when file_integrity was not chosen', () => {
  test.each(['quality_degradation', 'color_count', 'transparency'])('leaves %s inconclusive', async (id) => {
    const { verdict, check } = await runSuiteOn(original, damaged, { checks: [id] });
    expect(verdict).toBe('inconclusive');
    expect(check(id)).toMatchObject({ outcome: 'inconclusive', details: { code: 'output_damaged' } });
    expect(check(id).message).toMatch(/The output itself is damaged: The file ends inside the data of frame/);
  });

  test('lets structure be judged, and says that no pixel was looked at', async () => {
    const { check, coverage } = await runSuiteOn(original, damaged, { checks: ['frame_count', 'loop_count'] });
    expect(check('frame_count').outcome).toBe('passed');
    expect(coverage.level).toBe('structural');
  });
});

describe('coverage', () => {
  test('is full where every frame was decoded and compared', async () => {
    const frames = SCENES.register().frames.length;
    const { coverage } = await runSuiteOn(original, original);
    expect(coverage).toEqual({ level: 'full', framesCompared: frames, framesTotal: frames, couldOverturn: false });
  });

  test('is structural where there was nothing to decode', async () => {
    const { coverage } = await runSuiteOn(original, join(folder, 'no-such.gif'));
    expect(coverage).toEqual({ level: 'structural', framesCompared: 0, framesTotal: 0, couldOverturn: false });
  });
});

describe('files that are over budget', () => {
  test('in pixels leave everything that needs pictures inconclusive, and so the verdict', async () => {
    const budget = { ...DEFAULT_BUDGET, maxCanvasPixels: 100 };
    const { verdict, outcomes, check } = await runSuiteOn(original, original, { budget });
    expect(verdict).toBe('inconclusive');
    expect(outcomes).toMatchObject({ file_integrity: 'passed', frame_count: 'passed', color_count: 'inconclusive' });
    expect(check('quality_degradation')).toMatchObject({
      outcome: 'inconclusive',
      details: { code: 'canvas_over_budget' },
    });
  });

  test('in frames are not judged at all', async () => {
    const { verdict, check } = await runSuiteOn(original, original, { budget: { ...DEFAULT_BUDGET, maxFrames: 3 } });
    expect(verdict).toBe('inconclusive');
    expect(check('file_integrity').message).toMatch(/more than 3 frames/);
  });

  test('are probed with the reason beside the numbers that do not exist', async () => {
    const budget = { ...DEFAULT_BUDGET, maxCanvasPixels: 100 };
    const facts = await runProbeTask({ kind: 'probe', file: { bytes: original }, budget, crossCheck: false });
    expect(facts).toMatchObject({
      colors: null,
      transparent: null,
      complete: true,
      problems: [{ code: 'canvas_over_budget', severity: 'warning' }],
    });
  });
});

describe('a file that is written to while it is looked at', () => {
  test('has no verdict, whatever was found until then', async () => {
    const path = fileOf('growing.gif', original);
    const running = runSuiteOn(original, path);
    // the first frame was asked for, so the file is open
    appendFileSync(path, 'more');
    const { verdict, checks } = await running;
    expect(verdict).toBe('inconclusive');
    for (const check of checks)
      expect(check).toMatchObject({ outcome: 'inconclusive', details: { code: 'file_changed' } });
  });

  test('has none either where it is the original', async () => {
    const path = fileOf('changing.gif', original);
    const running = runSuiteOn(path, original);
    appendFileSync(path, 'more');
    const { verdict, checks } = await running;
    expect(verdict).toBe('inconclusive');
    for (const check of checks)
      expect(check).toMatchObject({ outcome: 'inconclusive', details: { code: 'file_changed' } });
  });

  test('has no facts', async () => {
    const path = fileOf('probed.gif', original);
    const running = runProbeTask({ kind: 'probe', file: { path }, budget: DEFAULT_BUDGET, crossCheck: false });
    appendFileSync(path, 'more');
    expect(await running).toMatchObject({ path, error: { code: 'file_changed' } });
  });
});

describe('an output that is no image', () => {
  test('but a folder fails', async () => {
    const path = join(folder, 'folder.gif');
    mkdirSync(path);
    const { verdict, check } = await runSuiteOn(original, path);
    expect(verdict).toBe('fail');
    expect(check('file_integrity').message).toMatch(/is not a regular file/);
  });

  test.each([
    ['that holds nothing', 'empty.gif', new Uint8Array(0), 'empty_file'],
    ['that holds a text', 'text.gif', Buffer.from('no image, but a sentence'), 'not_an_image'],
    ['that is not there', 'absent.gif', null, 'not_found'],
  ])('and %s fails, by a reason of its own', async (_, name, bytes, code) => {
    const output = bytes === null ? join(folder, name) : fileOf(name, bytes);
    const { verdict, check } = await runSuiteOn(original, output);
    expect(verdict).toBe('fail');
    expect(check('file_integrity')).toMatchObject({
      outcome: 'failed',
      actual: { complete: false },
      details: { problems: [{ code, severity: 'error' }] },
    });
  });

  test('of a format that is not read is inconclusive by its own name, and fails by the name of another', async () => {
    const tiff = Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1');
    expect((await runSuiteOn(original, fileOf('a.tiff', tiff))).outcomes.file_integrity).toBe('inconclusive');
    expect((await runSuiteOn(original, fileOf('a.gif', tiff))).outcomes.file_integrity).toBe('failed');
  });

  test('an animated PNG is sound for all that is known: inconclusive, not damaged', async () => {
    const png = await encodeStill('png');
    const control = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
    const apng = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    const { check } = await runSuiteOn(original, fileOf('animated.png', apng));
    expect(check('file_integrity')).toMatchObject({ outcome: 'inconclusive', details: { code: 'animation_not_read' } });
  });
});

test('without the original nothing that needs it is judged, and it is named', async () => {
  const { verdict, outcomes, check } = await runSuiteOn(join(folder, 'gone.gif'), original);
  expect(verdict).toBe('inconclusive');
  expect(outcomes).toMatchObject({
    file_integrity: 'passed',
    dimensions: 'inconclusive',
    size_reduction: 'inconclusive',
  });
  expect(check('quality_degradation').outcome).toBe('inconclusive');
  expect(check('dimensions').message).toMatch(/gone\.gif: no such file/);
});

test('leaves no file open, whatever came of it', async () => {
  const [path, copy, cut] = [
    fileOf('closed.gif', original),
    fileOf('copy.gif', original),
    fileOf('cut.gif', original.subarray(0, Math.floor(original.length * 0.6))),
  ];
  const look = async (): Promise<void> => {
    for (const output of [copy, cut, join(folder, 'gone.gif')]) await runSuiteOn(path, output);
    await runSuiteOn(null, path);
    const common = { operation: 'recompress', expectation: {}, limits: {}, checks: null, crossCheck: false } as const;
    const outputs = [copy, cut].map((output) => ({ ...common, output: { path: output } }));
    await runValidateManyTask({ kind: 'validate-many', original: { path }, outputs, budget: DEFAULT_BUDGET });
  };
  // what is opened once for all, at the first look
  await look();
  const before = readdirSync('/dev/fd').length;
  await look();
  expect(readdirSync('/dev/fd').length).toBe(before);
});
