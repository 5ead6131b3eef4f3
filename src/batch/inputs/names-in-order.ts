import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';

/** Names held at once are at most twice as many, some 7 MB; a folder with more is read once for each page of them. */
const PAGE = 16_384;

/**
 * Names asked of the system at a time; Node's default of 32 takes four times as long. As bytes, which types of Node do not
 * know: as text all that is not UTF-8 is the same character, and two files would have one name.
 */
const READING = { bufferSize: 1024, encoding: 'buffer' as BufferEncoding };

/**
 * What a folder holds, in the order of names, however much it is: the same order whenever it is read. Names are text, see
 * `readable`.
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
    entry.name = readable(entry.name as unknown as Buffer);
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

/** Bytes that are not UTF-8 as `\xe9`: nothing can be opened by such a name, but each file still has one of its own. */
function readable(name: Buffer): string {
  if (isUtf8(name)) return name.toString();
  return name.toString('latin1').replaceAll(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

/** Whether a path may have a name that `readable` had to write otherwise. */
export function isRewritten(path: string): boolean {
  return /\\x[89a-f][0-9a-f]/.test(path);
}
