import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { readableName } from '../../core/not-utf8.js';

/** Names held at once are at most twice as many, some 7 MB; a folder with more is read once for each page of them. */
const PAGE = 16_384;

/**
 * Names asked of the system at a time; Node's default of 32 takes four times as long. As bytes, which types of Node do not
 * know: as text all that is not UTF-8 is the same character, and two files would have one name.
 */
const READING = { bufferSize: 1024, encoding: 'buffer' as BufferEncoding };

/**
 * What a folder holds, in the order of names, however much it is: the same order whenever it is read. Names are text, see
 * `readableName`.
 * @throws what the file system says
 */
export async function* namesInOrder(
  folder: string,
  signal?: AbortSignal,
  page: number = PAGE,
): AsyncGenerator<Dirent, void> {
  for (let last: string | null = null; ;) {
    const { names, more } = await smallestAfter(folder, last, page, signal);
    yield* names;
    const end = names.at(-1);
    if (!more || end === undefined) return;
    last = end.name;
  }
}

async function smallestAfter(folder: string, last: string | null, count: number, signal?: AbortSignal) {
  let names: Dirent[] = [];
  // of the names kept by the last cut, which leaves as many as are wanted
  let largest: string | null = null;
  for await (const entry of await opendir(folder, READING)) {
    signal?.throwIfAborted();
    entry.name = readableName(entry.name as unknown as Buffer);
    if ((last !== null && entry.name <= last) || (largest !== null && entry.name > largest)) continue;
    if (names.push(entry) < 2 * count) continue;
    names = sorted(names).slice(0, count);
    largest = names.at(-1)?.name ?? null;
  }
  // without a cut these are all there are
  return largest === null
    ? { names: sorted(names), more: false }
    : { names: sorted(names).slice(0, count), more: true };
}

function sorted(names: Dirent[]): Dirent[] {
  return names.sort((a, b) => (a.name < b.name ? -1 : 1));
}
