import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Transform, Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { temporaryBeside } from '../../core/temporary.js';
import type { Written } from '../task.js';
import { StorageError } from './errors.js';
import type { GetOptions } from './storage.js';

/**
 * Writes a stream beside a path, and renames it to that when it is whole and what it should be.
 * @param name - of what is read, for errors
 */
export async function receive(stream: Readable, path: string, name: string, options: GetOptions): Promise<Written> {
  const temporary = temporaryBeside(path, extname(path));
  try {
    const meter = measuring(name, options.maxBytes);
    await pipeline(stream, meter.through, createWriteStream(temporary, { flags: 'wx' }), { signal: options.signal });
    const written = meter.written();
    if (options.sha256 !== undefined && written.sha256 !== options.sha256)
      throw notAsKnown(name, written.sha256, options.sha256);
    await rename(temporary, path);
    return written;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Size and digest of a file. */
export async function measure(path: string, signal?: AbortSignal): Promise<Written> {
  return await consume(createReadStream(path), path, signal);
}

/** Size and digest of a stream that nobody keeps. */
export async function consume(stream: Readable, name: string, signal?: AbortSignal): Promise<Written> {
  const meter = measuring(name, Number.POSITIVE_INFINITY);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(stream, meter.through, nowhere, { signal });
  return meter.written();
}

/** @throws StorageError `too_large` */
export function refuseOversized(bytes: number, maxBytes: number, name: string): void {
  if (bytes <= maxBytes) return;
  throw new StorageError('too_large', `${name} has ${bytes} bytes; at most ${maxBytes} are read (limits.maxBytes)`);
}

function measuring(name: string, maxBytes: number) {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      try {
        refuseOversized(bytes, maxBytes, name);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return { through, written: (): Written => ({ bytes, sha256: hash.digest('hex') }) };
}

function notAsKnown(name: string, found: string, known: string): StorageError {
  return new StorageError(
    'digest_mismatch',
    `${name} is not what it was: its sha256 is ${found} and should be ${known}`,
  );
}
