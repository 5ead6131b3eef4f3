import { createReadStream } from 'node:fs';
import { refuseUtf16 } from '../../../core/utf16.js';

/**
 * Bytes of a manifest that is text, piece by piece.
 * @throws UsageError `invalid_manifest` for UTF-16, of which every line would be no line
 */
export async function* textBytes(path: string): AsyncGenerator<Buffer, void> {
  let isFirst = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (isFirst) refuseUtf16(chunk, path, 'invalid_manifest');
    isFirst = false;
    yield chunk;
  }
}
