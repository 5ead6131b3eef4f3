/**
 * Good files of every format, cut and mutated: each ends in a typed outcome, within bounds of memory.
 * PRESSPROOF_MUTATIONS says how many mutations of each format there are, PRESSPROOF_MUTATION_SEED which.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_FIXTURES, type ArtifactFixture } from '../../fixtures/artifacts/index.js';
import { ArtifactError } from '../../src/artifact/errors.js';
import type { Structure } from '../../src/artifact/contents.js';
import { CONCERNS } from '../../src/artifact/problem.js';
import { structureAt } from '../support/artifact-folder.js';
import { modelMutations, mutate } from '../support/mutate.js';
import { readArtifact } from '../support/read-artifact.js';
import { scratchFolder } from '../support/scratch.js';

const COUNT = Number(process.env['PRESSPROOF_MUTATIONS'] ?? 200);
const SEED = Number(process.env['PRESSPROOF_MUTATION_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Prefixes of a file that are tried: all of a short one. */
const PREFIXES = Math.max(1000, COUNT);
/** What memory may grow by while hostile files are read. */
const MOST_BYTES = 64 * 2 ** 20;
/** For a busy machine: 10,000 mutations of the largest file take two minutes there. */
const PATIENCE_MS = 120_000 + 60 * COUNT;
const CHILD = fileURLToPath(new URL('../support/mutated-models.ts', import.meta.url));

const scratch = scratchFolder();

/** null: it could not be looked at, and says why. Whatever else is thrown is a fault of the reader. */
function outcomeOf(path: string): Structure | null {
  try {
    return structureAt(path);
  } catch (error) {
    if (error instanceof ArtifactError) return null;
    throw error;
  }
}

/** Problems are within the file, and what is called sound is within it as well. */
function expectHonest(structure: Structure, bytes: number): void {
  // plain data: it crosses threads, and ends in a report
  JSON.stringify(structure);
  for (const { rule, concern, offset, message } of structure.problems) {
    if (!/^[a-z0-9]+(_[a-z0-9]+)+$/.test(rule)) throw new Error(`the rule ${rule} is no name`);
    if (!CONCERNS.includes(concern) || message === '') throw new Error(`${rule} says nothing`);
    const isPlace = offset === null || (Number.isSafeInteger(offset) && offset >= 0 && offset <= bytes);
    if (!isPlace) throw new Error(`${rule} is at byte ${offset} of ${bytes}`);
  }
  if (structure.problems.some(({ severity }) => severity === 'error')) return;
  for (const { name, file, offset, bytes: length, shape } of structure.tensors) {
    if (shape.some((dimension) => !Number.isSafeInteger(dimension))) throw new Error(`${name} has no shape`);
    const isWithin = offset >= 0 && length >= 0 && offset + length <= bytes;
    if (structure.files.some((one) => one.file === file) && !isWithin) throw new Error(`${name} is not in the file`);
  }
}

/** Every length below the whole where there are few; else all of the first and last ones, and as many between. */
function prefixLengths(size: number): number[] {
  if (size <= PREFIXES) return Array.from({ length: size }, (_, length) => length);
  const edge = PREFIXES / 4;
  const between = Array.from(
    { length: 2 * edge },
    (_, index) => edge + Math.floor((index * (size - 2 * edge)) / (2 * edge)),
  );
  const ends = Array.from({ length: edge }, (_, index) => [index, size - 1 - index]).flat();
  return [...new Set([...ends, ...between])];
}

describe.each(ARTIFACT_FIXTURES)('$name', ({ format, name, build }: ArtifactFixture) => {
  const alike = ARTIFACT_FIXTURES.filter((other) => other.format === format).length;
  const good = build();
  const path = join(scratch, name);

  test('is good', () => {
    writeFileSync(path, good);
    const structure = structureAt(path);
    expect(structure.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(structure.formats).not.toEqual([]);
    expectHonest(structure, good.length);
  });

  test(
    'is refused wherever it is cut',
    () => {
      const sound = prefixLengths(good.length).filter(
        (length) => readArtifact(good.subarray(0, length), name).errors === 0,
      );
      expect(sound).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'ends in a typed outcome whatever is done to it',
    () => {
      const property = fc.property(modelMutations, (changes) => {
        const bytes = mutate(good, changes);
        writeFileSync(path, bytes);
        const structure = outcomeOf(path);
        if (structure) expectHonest(structure, bytes.length);
      });
      expect(() => fc.assert(property, { numRuns: Math.ceil(COUNT / alike), seed: SEED })).not.toThrow();
    },
    PATIENCE_MS,
  );
});

test.each([...new Set(ARTIFACT_FIXTURES.map(({ format }) => format))])(
  '%s takes no more memory whatever is done to it',
  async (format) => {
    // a young generation as small as it gets: what is measured is what readers hold, not what nobody collected yet
    const node = ['--expose-gc', '--max-semi-space-size=1', '--import', 'tsx'];
    const args = [...node, CHILD, format, String(COUNT), String(SEED), scratch];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { rss, heap } = JSON.parse(stdout) as { rss: number; heap: number };
    expect(rss).toBeLessThan(MOST_BYTES);
    expect(heap).toBeLessThan(MOST_BYTES);
  },
  PATIENCE_MS,
);
