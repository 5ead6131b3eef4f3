/**
 * Reads mutations of a good file in a process of its own and prints by how many bytes its memory grew, as JSON:
 * `node --expose-gc --import tsx mutated-models.ts FILE_NAME COUNT SEED SCRATCH`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ARTIFACT_FIXTURES } from '../../fixtures/artifacts/index.js';
import { ArtifactError } from '../../src/artifact/errors.js';
import { structureAt } from './artifact-folder.js';
import { modelMutations, mutate } from './mutate.js';

/** Code is compiled and the heap has its size by then. */
const WARM = 100;

const [name, count, seed, scratch] = process.argv.slice(2);
const fixture = ARTIFACT_FIXTURES.find((one) => one.name === name)!;
const good = fixture.build();
const path = join(scratch!, fixture.name);
const collect = (globalThis as { gc?: () => void }).gc!;
const changes = fc.sample(modelMutations, { numRuns: Number(count) + WARM, seed: Number(seed) });

function read(bytes: Uint8Array): void {
  writeFileSync(path, bytes);
  try {
    structureAt(path);
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
  }
}

for (const change of changes.slice(0, WARM)) {
  read(good);
  read(mutate(good, change));
}
collect();
const before = process.memoryUsage();
let [rss, heap] = [0, 0];
for (const change of changes.slice(WARM)) {
  read(mutate(good, change));
  const now = process.memoryUsage();
  rss = Math.max(rss, now.rss - before.rss);
  heap = Math.max(heap, now.heapUsed + now.external - before.heapUsed - before.external);
}
process.stdout.write(JSON.stringify({ rss, heap }));
