/** What a runtime loads by its path is what our readers read, and what a baseline was compared as is what it is. */
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classifier, picture } from '../../fixtures/artifacts/onnx-classifier.js';
import type { Layout } from '../../src/artifact/contents.js';
import { holdoutOf } from '../../src/artifact/holdout/gather.js';
import { askingLimits } from '../../src/artifact/holdout/open.js';
import { inferenceOf } from '../../src/artifact/inference/trial.js';
import { layoutOf } from '../../src/artifact/layout/layout.js';
import { baselineOf } from '../../src/artifact/regression/baseline.js';
import { duelOf } from '../../src/artifact/regression/duel.js';
import { structureOf } from '../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../src/artifact/task.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const LIMITS = askingLimits({});
const holdout = { path: at('holdout.jsonl') };
writeFileSync(holdout.path, JSON.stringify({ values: [...picture(0, 0, 0.25)], label: 0 }));
writeFileSync(at('v1.onnx'), classifier());
writeFileSync(at('v2.onnx'), classifier({ weightNoise: 0.5, seed: 2 }));

function found(path: string) {
  const layout: Layout = layoutOf(path, DEFAULT_ARTIFACT_BUDGET);
  return { layout, structure: structureOf(layout, DEFAULT_ARTIFACT_BUDGET) };
}

/** A link to v1 while it is looked at, and to v2 from then on. */
function relinked<T>(name: string, look: (path: string) => T): T {
  const link = at(name);
  symlinkSync(at('v1.onnx'), link);
  const seen = look(link);
  rmSync(link);
  symlinkSync(at('v2.onnx'), link);
  return seen;
}

test('case 50: a model that was swapped between reading and loading answers nothing', async () => {
  const { layout, structure } = relinked('loaded.onnx', found);
  const { trials } = await inferenceOf(layout, structure, { expectation: {}, limits: LIMITS });
  expect(trials).toEqual([
    expect.objectContaining({
      answers: null,
      failure: {
        code: 'file_changed',
        reason: expect.stringMatching(/loaded\.onnx: was written to or replaced while it was looked at$/) as unknown,
        isOfModel: false,
      },
    }),
  ]);
});

test('case 50: nor is it measured on a holdout', async () => {
  const { layout, structure } = relinked('held.onnx', found);
  await expect(holdoutOf(layout, structure, holdout, LIMITS)).rejects.toMatchObject({ code: 'file_changed' });
});

test('case 50: a baseline that was swapped is compared with nothing', async () => {
  const baseline = relinked('baseline.onnx', (path) => baselineOf(path, DEFAULT_ARTIFACT_BUDGET));
  if (!baseline.measured) throw new Error(baseline.reason);
  const duel = duelOf(found(at('v1.onnx')), baseline.value, holdout, LIMITS);
  await expect(duel).rejects.toMatchObject({
    code: 'baseline_unmeasured',
    message: expect.stringMatching(/baseline\.onnx: was written to or replaced/) as unknown,
  });
});

test('a model that lies where it lay is not called swapped', async () => {
  const { layout, structure } = found(at('v1.onnx'));
  renameSync(at('v2.onnx'), at('elsewhere.onnx'));
  const { trials } = await inferenceOf(layout, structure, { expectation: {}, limits: LIMITS });
  expect(trials.map(({ failure }) => failure)).toEqual([null]);
});
