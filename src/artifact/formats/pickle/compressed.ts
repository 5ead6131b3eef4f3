import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { HEAD_BYTES, type ReadContext } from '../format.js';
import { inflated, inflatedHead, looksDeflated } from '../inflated.js';
import { isLegacy } from '../pytorch/legacy.js';
import { disguise } from '../zip/signature.js';
import { isPickle } from './sniff.js';

/** What joblib and pandas compress pickles with besides: no archive of files, in which nobody puts one. */
const UNREAD = ['a bzip2 file', 'an xz file', 'an lzma file', 'a Zstandard file', 'an LZ4 file'];

/** Whether the content is a pickle that joblib or gzip compressed; one of torch is read by nobody so. */
export function isDeflatedPickle(source: ByteSource): boolean {
  const content = inflatedHead(source);
  const head = content?.read(0, HEAD_BYTES).slice();
  return !!content && !!head && !isLegacy(head) && isPickle(head, content);
}

/**
 * The pickle itself, inflated where it is compressed, as joblib.load does by its first bytes; no unpickler takes those for
 * opcodes. null: it is compressed in a way that is not read here, which is noted.
 * @throws FormatError `pickle_disguised`; `deflate_broken`, `deflate_trailing_bytes`
 */
export function contentOf(source: ByteSource, { problems, budget }: ReadContext): ByteSource | null {
  const other = disguise(source);
  if (other === null) return source;
  if (looksDeflated(source)) {
    const content = inflated(source, budget.maxHeldBytes);
    if (content) return content;
  } else if (!UNREAD.includes(other)) {
    throw new FormatError('pickle_disguised', 0, `Expected a pickle, found ${other}`);
  }
  const why = looksDeflated(source) ? ` that becomes more than ${budget.maxHeldBytes} bytes` : '';
  const message = `Expected a pickle that can be read here, found ${other}${why}, whose content was not looked at: write it anew with joblib.dump(..., compress=0)`;
  const at = { file: source.name, offset: 0, part: null };
  problems.add({ rule: 'pickle_compressed', concern: 'format', severity: 'unread', ...at, message });
  return null;
}
