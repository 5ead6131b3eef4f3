/**
 * Reads mutations of the good files of a format in a process of its own and prints by how many bytes its memory grew, as
 * JSON: `node --expose-gc --import tsx mutated-models.ts FORMAT COUNT SEED SCRATCH`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { ARTIFACT_FIXTURES } from '../../fixtures/artifacts/index.js';
import { ArtifactError } from '../../src/artifact/errors.js';
import { structureAt } from './artifact-folder.js';
import { modelMutations, mutate, type Mutation } from './mutate.js';

/** Code is compiled and the heap has its size by then. */
const WARM = 100;

const [format, count, seed, scratch] = process.argv.slice(2);
const fixtures = ARTIFACT_FIXTURES.filter((one) => one.format === format).map(({ name, build }) => {
  return { path: join(scratch!, `memory-${name}`), good: build() };
});
const collect = (globalThis as { gc?: () => void }).gc!;
const changes = fc.sample(modelMutations, { numRuns: Number(count) + WARM, seed: Number(seed) });

function read(path: string, bytes: Uint8Array): void {
  writeFileSync(path, bytes);
  try {
    structureAt(path);
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
  }
}

/** One mutation, of one file after the other. */
function readMutated(change: readonly Mutation[], index: number): void {
  const { path, good } = fixtures[index % fixtures.length]!;
  read(path, mutate(good, change));
}

for (const { path, good } of fixtures) read(path, good);
changes.slice(0, WARM).forEach(readMutated);
collect();
const before = process.memoryUsage();
let [rss, heap] = [0, 0];
for (const [index, change] of changes.slice(WARM).entries()) {
  readMutated(change, index);
  // each file is read in a turn of its own, at whose end zlib lets go of a stream that was broken
  await setImmediate();
  const now = process.memoryUsage();
  rss = Math.max(rss, now.rss - before.rss);
  heap = Math.max(heap, now.heapUsed + now.external - before.heapUsed - before.external);
}
process.stdout.write(JSON.stringify({ rss, heap }));
