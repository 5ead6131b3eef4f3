/** A report names the bytes of the baseline, read once; and what else is of the baseline is known as such. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classifier } from '../../fixtures/artifacts/onnx-classifier.js';
import { goodSafetensors } from '../../fixtures/artifacts/safetensors.js';
import { DEFAULT_ENVIRONMENTS } from '../../src/artifact/environments.js';
import type { ArtifactFacts } from '../../src/artifact/facts.js';
import { gatherers } from '../../src/artifact/gather.js';
import { Progress } from '../../src/artifact/progress.js';
import { runArtifactTask, runMatrixTask } from '../../src/artifact/run.js';
import { OF_BASELINE, settled } from '../../src/artifact/settled.js';
import { DEFAULT_ARTIFACT_BUDGET, type ArtifactTask } from '../../src/artifact/task.js';
import { FactStore, type Measured } from '../../src/core/fact.js';
import { artifactFolder } from '../support/artifact-folder.js';
import { runArtifactSuite } from '../support/run-artifact.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const FILE = 'model.safetensors';
const CHECKS = ['file_integrity', 'architecture_compatibility'];
const folderOf = (files = {}) => artifactFolder(scratch, { [FILE]: goodSafetensors(), ...files });
const file = () => join(folderOf(), FILE);

function taskOn(path: string, more: Partial<ArtifactTask> = {}): ArtifactTask {
  const asked = { path, expectation: { baseline: file() }, limits: {}, checks: CHECKS, coverage: 'full' } as const;
  return { kind: 'artifact', budget: DEFAULT_ARTIFACT_BUDGET, progress: null, ...asked, ...more };
}

test.each([
  ['a file', file()],
  ['a folder', folderOf({ 'notes.txt': 'words' })],
])('of %s it is the digest that the baseline has as a candidate', async (_what, baseline) => {
  const { subject } = await runArtifactSuite(file(), { checks: CHECKS, expectation: { baseline } });
  const alone = await runArtifactSuite(baseline, { checks: CHECKS });
  expect(subject.baseline).toEqual(alone.subject.file);
  expect(subject.baseline?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(alone.subject.baseline).toBeUndefined();
});

test('it is read where the digest of the candidate is, and only then', async () => {
  const expectation = { baseline: file() };
  const headers = await runArtifactSuite(file(), { checks: CHECKS, expectation, coverage: 'structural' });
  expect(headers.subject.baseline).toMatchObject({ path: expectation.baseline, sha256: null });
  const uncompared = await runArtifactSuite(file(), { checks: ['file_integrity'], expectation });
  expect(uncompared.subject.baseline).toBeUndefined();
  const absent = await runArtifactSuite(file(), { checks: CHECKS, expectation: { baseline: join(scratch, 'none') } });
  expect(absent.subject.baseline).toBeUndefined();
});

test('it is read once, also for several environments, and announced before', async () => {
  const progress = new SharedArrayBuffer(16);
  const [read, total] = [() => new BigUint64Array(progress)[0], () => new BigUint64Array(progress)[1]];
  await runArtifactTask(taskOn(file(), { progress }));
  const both = BigInt(2 * goodSafetensors().length);
  expect([read(), total()]).toEqual([both, both]);
  await runMatrixTask({ kind: 'matrix', task: taskOn(file(), { progress }), environments: DEFAULT_ENVIRONMENTS });
  expect([read(), total()]).toEqual([2n * both, 2n * both]);
});

test('a baseline that is written to meanwhile has no verdict that rests on it', async () => {
  const task = taskOn(file());
  const store = new FactStore<ArtifactFacts>(gatherers(task, new Progress(null)));
  await store.gather('layout');
  await store.gather('baseline');
  appendFileSync(task.expectation.baseline!, 'more');
  expect(await store.gather('baselineDigests')).toMatchObject({ measured: false, code: 'file_changed' });
  const found = CHECKS.map((id) => ({ id, category: id, outcome: 'passed', message: '', durationMs: 0 }) as const);
  const checks = await settled(found, task, store);
  expect(checks.map(({ outcome }) => outcome)).toEqual(['passed', 'inconclusive']);
});

/** Which facts each fact is made of, as far as they are asked for. */
async function askedFor(
  task: ArtifactTask,
): Promise<ReadonlyMap<keyof ArtifactFacts, readonly (keyof ArtifactFacts)[]>> {
  const all = gatherers(task, new Progress(null));
  const store = new FactStore(all);
  const asked = new Map<keyof ArtifactFacts, (keyof ArtifactFacts)[]>();
  for (const name of Object.keys(all) as (keyof ArtifactFacts)[]) {
    const own: (keyof ArtifactFacts)[] = [];
    const gather = <Name extends keyof ArtifactFacts>(other: Name): Promise<Measured<ArtifactFacts[Name]>> => {
      own.push(other);
      return store.gather(other);
    };
    // what a fact comes to is nobody's concern here, nor why it cannot be had
    await all[name]({ gather } as FactStore<ArtifactFacts>).catch(() => null);
    asked.set(name, own);
  }
  return asked;
}

test('every fact that is made of the baseline is known to be', async () => {
  const folder = artifactFolder(scratch, { 'a.onnx': classifier(), 'held.jsonl': '' });
  const expectation = { baseline: join(folder, 'a.onnx'), holdout: { path: join(folder, 'held.jsonl') } };
  const asked = await askedFor(taskOn(join(folder, 'a.onnx'), { expectation }));
  const made = new Set<keyof ArtifactFacts>(['baseline']);
  for (let size = 0; size < made.size;) {
    size = made.size;
    for (const [name, others] of asked) if (others.some((other) => made.has(other))) made.add(name);
  }
  // the candidate's own answers, out of a duel
  expect(made.delete('holdout')).toBe(true);
  expect([...made].toSorted()).toEqual([...OF_BASELINE].toSorted());
});
