/**
 * Mutants of good files, given to our readers and to the real runtimes: what ours find no fault in and a runtime refuses,
 * dies of or hangs over is never passed, and what ours refuse and a runtime runs is refused by a rule that is meant to be
 * stricter. PRESSPROOF_DIFFERENTIAL says how many there are of each file, PRESSPROOF_MUTATION_SEED which.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { ArtifactError } from '../../../src/artifact/errors.js';
import { structureAt } from '../../support/artifact-folder.js';
import { GGUF_BASES } from '../../support/differential/gguf-bases.js';
import { ggufMutants } from '../../support/differential/gguf-mutants.js';
import type { Mutant } from '../../support/differential/mutant.js';
import { ONNX_BASE, onnxMutants, REAL_ONNX_BASE, realOnnxMutants } from '../../support/differential/onnx-mutants.js';
import { RealLoader, type RealOutcome } from '../../support/differential/real-loader.js';
import { STRICTER } from '../../support/differential/stricter.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const COUNT = Number(process.env['PRESSPROOF_DIFFERENTIAL'] ?? 240);
const SEED = Number(process.env['PRESSPROOF_MUTATION_SEED'] ?? 8);
/** A death of the loader takes a second on a busy machine, and every tenth mutant is one. */
const PATIENCE_MS = 60_000 + 500 * COUNT;
/** Whole suites of disagreements that are run: each starts a process of its own, which takes a second. */
const MOST_SUITES = Math.ceil(COUNT / 60);

const scratch = scratchFolder();
const GGUF_FILES = Object.values(GGUF_BASES).map((file) => buildGguf(file).bytes);

/** Rules by which ours refuse it; empty: they do not. */
function refusalsOf(path: string): readonly string[] {
  try {
    const { problems, formats } = structureAt(path);
    const rules = problems.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    return formats.length === 0 ? [...rules, 'no_format'] : rules;
  } catch (error) {
    if (error instanceof ArtifactError) return [error.code];
    throw error;
  }
}

interface Disagreement {
  readonly how: string;
  readonly path: string;
  readonly rules: readonly string[];
  readonly real: RealOutcome;
}

/** @param every - of how many refused ones one is given to the loader, which many of them kill */
async function disagreements(
  mutants: readonly Mutant[],
  { name, every }: { readonly name: string; readonly every: number },
  loader: RealLoader,
): Promise<Disagreement[]> {
  const found: Disagreement[] = [];
  for (const [index, { how, bytes }] of mutants.entries()) {
    const path = join(scratch, `${index}-${name}`);
    writeFileSync(path, bytes);
    const rules = refusalsOf(path);
    if (rules.length > 0 && index % every > 0) continue;
    const real = await loader.load(path);
    if ((rules.length === 0) !== (real.kind === 'answers')) found.push({ how, path, rules, real });
  }
  return found;
}

describe.each([
  { name: 'tiny-llama.gguf', runtime: 'llama', bases: GGUF_FILES, mutants: ggufMutants, share: 1, every: 4 },
  { name: 'classifier.onnx', runtime: 'onnx', bases: [ONNX_BASE], mutants: onnxMutants, share: 1, every: 1 },
  {
    name: 'orientation.onnx',
    runtime: 'onnx',
    bases: [REAL_ONNX_BASE],
    mutants: realOnnxMutants,
    share: 0.2,
    every: 1,
  },
] as const)('$name', ({ name, runtime, bases, mutants, share, every }) => {
  const loader = new RealLoader(runtime);
  afterAll(() => loader.close());

  // without a runtime that answers, nothing below would say anything
  test('is made of files that its runtime runs and our reader finds no fault in', async () => {
    for (const [index, bytes] of bases.entries()) {
      const path = join(scratch, `good-${index}-${name}`);
      writeFileSync(path, bytes);
      expect([index, refusalsOf(path), await loader.load(path)]).toMatchObject([index, [], { kind: 'answers' }]);
    }
  });

  test(
    'is never passed where its runtime refuses it, and refused where that runs it by stricter rules alone',
    async () => {
      const drawn = fc.sample(mutants, { numRuns: Math.ceil(COUNT * share), seed: SEED });
      const found = await disagreements(drawn, { name, every }, loader);
      const falseAlarms = found.filter(
        ({ rules, real }) => real.kind === 'answers' && !rules.some((rule) => Object.hasOwn(STRICTER, rule)),
      );
      expect(falseAlarms).toEqual([]);
      const unnoticed = found.filter(({ rules }) => rules.length === 0);
      for (const { how, path, real } of unnoticed.slice(0, MOST_SUITES)) {
        const { verdict, outcomes } = await runArtifactSuite(path);
        expect({ how, real, verdict, inference: outcomes['inference'] }).not.toMatchObject({ verdict: 'pass' });
        expect(['failed', 'inconclusive']).toContain(outcomes['inference']);
      }
    },
    PATIENCE_MS,
  );
});
