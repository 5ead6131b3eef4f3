import type * as blocking from 'node:fs';
import type * as fs from 'node:fs/promises';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/store/open.js';
import { FOLDS, lookUp } from '../../support/folding.js';
import { batch, corpus, rowsOf } from './support.js';

/** Of what is looked up before the tables of folds are read, nothing is folded. */
const disk = vi.hoisted(() => ({ fold: (name: string) => name }));

/** A file system that takes some names for one, as far as a batch meets it: see file-names.test.ts. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const stat = async (path: string, options?: { readonly bigint: true }) =>
    await real.stat(lookUp(path, disk.fold), options);
  const rename = async (from: string, to: string) => await real.rename(from, lookUp(to, disk.fold));
  return { ...real, stat, rename };
});
vi.mock('node:fs', async (original) => {
  const real = await original<typeof blocking>();
  return { ...real, createReadStream: (path: string) => real.createReadStream(lookUp(path, disk.fold)) };
});

beforeEach(() => {
  disk.fold = FOLDS.nothing;
});

/** What the rows say was published, and what is there. */
function contents(out: string): string[] {
  return rowsOf(out).map(({ output }) => readFileSync(lookUp(output!, disk.fold), 'utf8'));
}

/** Inputs of one size. */
function named(names: readonly string[]) {
  const place = corpus(0);
  for (const [n, name] of names.entries()) writeFileSync(join(place.inputs, name), `input ${n}`);
  return place;
}

/** By each of two recipes. */
const BOTH = ['input 0', 'input 0', 'input 1', 'input 1'];
const ACCENTS = ['\u00e9.gif', 'e\u0301.gif'];

test.each([
  ['forms', ACCENTS, /how accents are written \(NFC or NFD\) alone; where .* they would be one file/],
  ['case', ['a.gif', 'A.gif'], /letter case alone; where .* they would be one file/],
  ['both', ['\u00c9.gif', 'e\u0301.gif'], /letter case and in how accents are written/],
  ['both', ['\u00df.gif', 'ss.gif'], /characters that some file systems take for the same; where/],
  ['both', ['\u03bf\u03c2.gif', '\u03bf\u03c3.gif'], /take for the same; where/],
] as const)('outputs never replace each other where a disk folds %s: %s', async (fold, names, line) => {
  disk.fold = FOLDS[fold];
  const place = named(names);
  const lines: string[] = [];
  await batch(place, { tell: (said) => lines.push(said) });
  expect(contents(place.out).toSorted()).toEqual(BOTH);
  expect(lines).toEqual([expect.stringMatching(line)]);
});

test('names that are two files keep both, and are told of where most people would meet it', async () => {
  const place = named([...ACCENTS, '\u00df.gif', 'ss.gif']);
  const lines: string[] = [];
  await batch(place, { tell: (said) => lines.push(said) });
  expect(rowsOf(place.out).every(({ name, output }) => output!.endsWith(`/${name}`))).toBe(true);
  expect(lines).toEqual([expect.stringMatching(/how accents .* alone; here they are two files, on macOS one of them/)]);
});

test('what one output was replaced by before, or on the way to another disk, is made again under a name of its own', async () => {
  const place = named(ACCENTS);
  await batch(place);
  const raw = openDatabase(join(place.out, 'run.db'), {});
  raw.exec(
    'DROP INDEX items_folded; ALTER TABLE items DROP COLUMN folded; CREATE INDEX items_target ON items (target)',
  );
  raw.exec('UPDATE journal SET version = 1');
  raw.close();
  const [lost, kept] = ACCENTS.map((name) => join(place.out, 'outputs/gifsicle-lossy-80', name)) as [string, string];
  rmSync(lost);
  // as where both were written before either was finished: neither size nor time tells
  utimesSync(kept, 0, 0);
  disk.fold = FOLDS.forms;
  await batch(place);
  expect(contents(place.out).toSorted()).toEqual(BOTH);
});
