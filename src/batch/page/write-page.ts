import { UsageError } from '../../core/errors.js';
import { writeInParts, type Write } from '../../guard/files/write-whole.js';
import { packRows, ROWS_PER_CHUNK } from '../../report/batch/columns.js';
import { rowsIsland } from '../../report/batch/islands.js';
import type { BatchPage } from '../../report/batch/model.js';
import { pageParts } from '../../report/batch/page.js';
import type { RunReader } from '../journal/reader.js';
import type { ResultRow } from '../results/row.js';
import { chosen, type Candidate } from './choose.js';
import { collect, type Collected } from './collect.js';
import { writeGallery } from './gallery.js';
import { overviewOf } from './overview.js';
import { openPhotographer } from './photographer.js';
import { writeRecords } from './records.js';

/**
 * 48 MB of reports and pictures, some 600 results with pictures: with the rows of 100,000 results a page stays under 60 MB,
 * which browsers on laptops open in about a second and mail gateways refuse anyway.
 */
export const DEFAULT_BUDGET = 48_000_000;
/** Reports are read by those who looked at a picture, and take a tenth of it: a quarter holds far more of them. */
const SHARE_OF_REPORTS = 0.25;
/** Pictures of a result with anything on them take 20 kB at least, so that more could never fit. */
const LEAST_PICTURES = 20_000;

export interface PageOptions {
  readonly budget?: number | undefined;
  /** Ordinals of results whose pictures come before all others. */
  readonly items?: readonly number[] | undefined;
  readonly signal: AbortSignal;
  /** How far the pictures are, which take nearly all of the time. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface PageWritten {
  readonly results: number;
  readonly withPictures: number;
}

/**
 * Writes the page of a run, whole or not at all: the same bytes for the same run and files. Memory holds what a table of
 * contents needs (1.1 kB a result at its peak, measured over 100,000); rows and pictures go through a few at a time.
 * @throws UsageError `unknown_item`; StoreError, what the operating system refuses, the signal's reason
 */
export async function writePage(reader: RunReader, path: string, options: PageOptions): Promise<PageWritten> {
  const { budget = DEFAULT_BUDGET, items = [], signal, onProgress } = options;
  const found = collect(reader.rows());
  refuseUnknown(items, found.candidates);
  const page = overviewOf(reader, found, budget);
  const order = chosen(found.candidates, items, Math.floor(budget / LEAST_PICTURES));
  let withPictures = 0;
  await writeInParts(path, async (write) => {
    const parts = pageParts(page);
    await write(parts.start);
    await writeRows(reader, found, page, write, signal);
    await write(parts.scripts);
    await writeRecords(reader, firstThose(order, found.candidates), write, budget * SHARE_OF_REPORTS, signal);
    const photographer = openPhotographer();
    try {
      withPictures = await writeGallery(reader, order, photographer, write, {
        budget: budget * (1 - SHARE_OF_REPORTS),
        signal,
        onProgress: (done) => onProgress?.(done, order.length),
      });
    } finally {
      await photographer.close();
    }
    await write(parts.end);
  });
  return { results: page.total, withPictures };
}

async function writeRows(
  reader: RunReader,
  { holds }: Collected,
  { recipes, checks }: BatchPage,
  write: Write,
  signal: AbortSignal,
): Promise<void> {
  const names = { recipes: recipes.map(({ label }) => label), checks };
  let chunk: ResultRow[] = [];
  for (const row of reader.rows()) {
    if (!holds(row.ordinal)) continue;
    chunk.push(row);
    if (chunk.length < ROWS_PER_CHUNK) continue;
    signal.throwIfAborted();
    await write(rowsIsland(packRows(chunk, names)));
    chunk = [];
  }
  if (chunk.length > 0) await write(rowsIsland(packRows(chunk, names)));
}

/** What has pictures, then everything else by urgency. */
function* firstThose(first: readonly Candidate[], all: readonly Candidate[]): Generator<Candidate> {
  yield* first;
  const done = new Set(first);
  for (const candidate of all.toSorted((a, b) => a.urgency - b.urgency || a.ordinal - b.ordinal)) {
    if (!done.has(candidate)) yield candidate;
  }
}

function refuseUnknown(items: readonly number[], candidates: readonly Candidate[]): void {
  if (items.length === 0) return;
  const known = new Set(candidates.map(({ ordinal }) => ordinal));
  const unknown = items.find((ordinal) => !known.has(ordinal));
  if (unknown === undefined) return;
  throw new UsageError(
    'unknown_item',
    `There is no result ${unknown} in this run: the page and results.csv number them`,
  );
}
