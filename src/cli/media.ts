import { readFile } from 'node:fs/promises';
import type { FileRef, Report } from '../core/report.js';
import { ImageError } from '../image/errors.js';
import { sniff } from '../image/sniff.js';
import { openSource } from '../image/source.js';
import type { Media } from '../report/render.js';

/** A page of some pictures stays under 50 MB, which browsers open at once; base64 adds a third. */
const LARGEST_BYTES = 4 * 2 ** 20;

/** Pictures of a report's subject for the HTML page; those that cannot be read or are too large are left out. */
export async function mediaOf({ suite, subject }: Report): Promise<Media> {
  if (suite !== 'image') return {};
  const { original, output, file } = subject;
  return { original: await dataUri(original), output: await dataUri(output ?? file) };
}

async function dataUri(file: FileRef | undefined): Promise<string | undefined> {
  if (!file || file.path === null || file.bytes === null || file.bytes > LARGEST_BYTES) return undefined;
  try {
    const source = openSource({ path: file.path });
    try {
      return `data:image/${sniff(source)};base64,${(await readFile(file.path)).toString('base64')}`;
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}
