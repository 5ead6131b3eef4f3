import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { isSystemError } from '../../core/system-error.js';
import type { ImageInput } from '../../image/source.js';

/** What of a file decides its verdict. */
export interface Fingerprint {
  readonly sha256: string;
  readonly bytes: number;
  /** Lower case: the name promises a format, and file_integrity holds the content to it. */
  readonly extension: string;
}

/** null for a file that cannot be read to its end: whoever validates it will say why. */
export async function fingerprintOf(input: ImageInput, signal: AbortSignal | undefined): Promise<Fingerprint | null> {
  if ('bytes' in input) {
    const sha256 = createHash('sha256').update(input.bytes).digest('hex');
    return { sha256, bytes: input.bytes.length, extension: '' };
  }
  try {
    // who opens a named pipe and turns away takes its writer from whoever was to read it, such as a compressor
    if (!(await stat(input.path)).isFile()) return null;
    // as in image/source.ts: what has become one meanwhile must not block
    const file = await open(input.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return null;
      return { ...(await digestOf(file, signal)), extension: extname(input.path).toLowerCase() };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return null;
  }
}

/** In blocks, so that the main thread is never held for longer than one takes (0.3 ms). */
async function digestOf(file: FileHandle, signal: AbortSignal | undefined): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(2 ** 18);
  for (let position = 0; ;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(block, 0, block.length, position);
    if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes: position };
    hash.update(block.subarray(0, bytesRead));
    position += bytesRead;
  }
}
