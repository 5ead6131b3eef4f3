import { isUtf8 } from 'node:buffer';
import { FormatError } from '../errors.js';
import type { ByteSource } from '../source/byte-source.js';
import { readAll } from '../source/read-all.js';
import { HEAD_BYTES, type ReadContext } from './format.js';
import { inflated, looksDeflated } from './inflated.js';
import { isPickle } from './pickle/sniff.js';
import { archiveIn } from './zip/signature.js';

/** Most that a text beside a model has: vocabularies that are published as .txt.gz have 1 to 5 MB. */
const MOST_TEXT = 2 ** 24;

/** The archive or compressed file that a file is and that nobody looks into; null: none, or a text in gzip, which hides nothing. */
export function unreadArchiveIn(source: ByteSource): string | null {
  const title = archiveIn(source);
  return title === null || isDeflatedText(source) ? null : title;
}

/** Notes that one was not looked at: it may hold anything. */
export function noteUnreadArchive(source: ByteSource, { problems }: ReadContext): void {
  const title = unreadArchiveIn(source);
  if (title === null) return;
  const message = `Expected files that are read here, found ${title}, whose content was not looked at: unpack it, and validate what it holds`;
  const at = { file: source.name, offset: 0, part: null };
  problems.add({ rule: 'layout_archive', concern: 'safety', severity: 'unread', ...at, message });
}

function isDeflatedText(source: ByteSource): boolean {
  if (!looksDeflated(source)) return false;
  try {
    const content = inflated(source, MOST_TEXT);
    return content !== null && isText(content);
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** A pickle can be written in letters, too. */
function isText(content: ByteSource): boolean {
  const bytes = readAll(content);
  return isUtf8(bytes) && !bytes.includes(0) && !isPickle(bytes.subarray(0, HEAD_BYTES), content);
}
