import type { Finding } from '../core/check.js';
import { standing } from '../core/coverage.js';
import { FactStore } from '../core/fact.js';
import type { FileRef, SubjectRef } from '../core/report.js';
import { runSuite } from '../core/suite.js';
import type { SuiteResult } from '../core/suite-result.js';
import { artifactChecks } from './checks/index.js';
import { ARTIFACT } from './checks/ids.js';
import type { ArtifactFacts } from './facts.js';
import { gatherers } from './gather.js';
import { Progress } from './progress.js';
import { OF_BASELINE, settled } from './settled.js';
import type { ArtifactTask, MatrixTask } from './task.js';

/** Facts that take more than headers: with structural coverage nothing that needs one is looked at. */
const DATA: readonly (keyof ArtifactFacts)[] = ['digests', 'signature', 'weights', 'inference', 'holdout', 'duel'];

/** Runs the artifact suite on one file or folder. Never throws for what is wrong with it. */
export async function runArtifactTask(task: ArtifactTask): Promise<SuiteResult> {
  const progress = new Progress(task.progress);
  return await resultOf(task, new FactStore(gatherers(task, progress)), progress);
}

/** The same for several environments: what is measured depends on none of them, and is measured once. */
export async function runMatrixTask({ task, environments }: MatrixTask): Promise<SuiteResult[]> {
  const progress = new Progress(task.progress);
  const store = new FactStore(gatherers(task, progress));
  const results: SuiteResult[] = [];
  for (const environment of environments) {
    results.push(await resultOf({ ...task, expectation: { ...task.expectation, environment } }, store, progress));
  }
  return results;
}

async function resultOf(task: ArtifactTask, store: FactStore<ArtifactFacts>, progress: Progress): Promise<SuiteResult> {
  const { expectation, limits, coverage } = task;
  const chosen = artifactChecks.filter(({ id }) => task.checks?.includes(id) ?? true);
  const notSeen =
    coverage === 'structural' ? chosen.filter(({ needs }) => needs.some((fact) => DATA.includes(fact))) : [];
  const leftOut = new Map(notSeen.map(({ id }) => [id, NOT_LOOKED_AT]));
  const input = { checks: chosen, store, operation: 'validate', expectation, limits, leftOut };
  const looked = chosen.filter(({ id }) => !leftOut.has(id));
  progress.expect(await bytesToRead(store, looked));
  const found = await runSuite(input);
  // before it is looked at whether the baseline still is what it was
  if (isNamed(looked)) await store.gather('baselineDigests');
  const checks = await settled(found, task, store);
  const structure = store.gathered.includes('structure') ? await store.gather('structure') : null;
  const tensorsTotal = structure?.measured ? structure.value.tensors.length : 0;
  const weights = store.gathered.includes('weights') ? await store.gather('weights') : null;
  const tensorsRead = weights?.measured ? weights.value.read.length : 0;
  return {
    subject: await subjectOf(task, store),
    checks,
    coverage: { level: coverage, tensorsTotal, tensorsRead, ...standing(checks) },
  };
}

/** What reads all files once, and tells of it; a signature says itself how much it reads. */
const COUNTED: readonly (keyof ArtifactFacts)[] = ['digests', 'weights'];

/** What another environment had read already is not read again. */
async function bytesToRead(store: FactStore<ArtifactFacts>, chosen: typeof artifactChecks): Promise<number> {
  const isAhead = (fact: keyof ArtifactFacts) => !store.gathered.includes(fact);
  const reading = new Set(
    chosen.flatMap(({ needs }) => needs).filter((fact) => COUNTED.includes(fact) && isAhead(fact)),
  );
  const layout = reading.size > 0 ? await store.gather('layout') : null;
  const own = layout?.measured ? reading.size * layout.value.bytes : 0;
  const baseline = isNamed(chosen) && isAhead('baselineDigests') ? await store.gather('baseline') : null;
  return own + (baseline?.measured ? (baseline.value?.layout.bytes ?? 0) : 0);
}

/** Whether the digest of the baseline is told: the candidate's is, and the two are compared. */
function isNamed(chosen: typeof artifactChecks): boolean {
  const needs = chosen.flatMap((check) => check.needs);
  return needs.includes('digests') && needs.some((fact) => OF_BASELINE.includes(fact));
}

const NOT_LOOKED_AT: Finding = {
  outcome: 'skipped',
  message: 'Not looked at: coverage is structural',
  provisional: 'the data was not looked at',
};

/** What is known of the files, nulls where they could not be read. */
async function subjectOf({ path }: ArtifactTask, store: FactStore<ArtifactFacts>): Promise<SubjectRef> {
  const layout = await store.gather('layout');
  const digests = store.gathered.includes('digests') ? await store.gather('digests') : null;
  const known = digests?.measured ? digests.value : null;
  const there = layout.measured && layout.value.kind !== 'missing' ? layout.value : null;
  const file: FileRef = { path, bytes: there ? there.bytes : null, sha256: known?.sha256 ?? null };
  const baseline = await baselineRef(store);
  const beside = baseline === null ? {} : { baseline };
  if (there?.kind !== 'folder') return { kind: ARTIFACT, file, ...beside };
  const members = there.members.map(({ name, bytes }) => ({
    path: name,
    bytes,
    sha256: known?.files.get(name) ?? null,
  }));
  return { kind: ARTIFACT, file, members, ...beside };
}

/** What it was compared with; null: nothing, or what could not be read. */
async function baselineRef(store: FactStore<ArtifactFacts>): Promise<FileRef | null> {
  const baseline = store.gathered.includes('baseline') ? await store.gather('baseline') : null;
  if (!baseline?.measured || baseline.value === null) return null;
  const digests = store.gathered.includes('baselineDigests') ? await store.gather('baselineDigests') : null;
  const { path, layout } = baseline.value;
  return { path, bytes: layout.bytes, sha256: digests?.measured ? (digests.value?.sha256 ?? null) : null };
}
