import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type { Location } from '../../item.js';
import type { Written } from '../../task.js';
import { StorageError } from '../errors.js';
import { copySource, s3Place } from '../location.js';
import { consume, measure, receive, refuseOversized } from '../receive.js';
import type { Storage } from '../storage.js';
import { connection, type Connection } from './client.js';
import { s3Fault } from './fault.js';
import { isOfOneOutput } from './one-object.js';
import { transfer } from './transfer.js';

/** 5 GiB: what one PUT takes (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const MOST_BYTES = 5 * 2 ** 30;

/** Under which put() notes what it wrote, so that it need not be read again. */
const DIGEST = 'sha256';

/** Objects of S3 and of whatever speaks like it. */
export const s3Storage: Storage = {
  async stat(location) {
    const found = await head(location);
    return found && { bytes: found.bytes };
  },
  async digest(location, signal) {
    const found = await head(location);
    if (found === null) return null;
    const { bytes, sha256 } = found;
    if (sha256 !== null) return { bytes, sha256 };
    return await using(location, 'read', (to) =>
      transfer(async () => await consume((await open(to, location, signal)).body, location, signal), signal),
    );
  },
  get: (location, path, options) =>
    using(location, 'read', (to) =>
      transfer(async () => {
        const { body, bytes } = await open(to, location, options.signal);
        try {
          refuseOversized(bytes, options.maxBytes, location);
        } catch (error) {
          body.destroy();
          throw error;
        }
        return await receive(body, path, location, options);
      }, options.signal),
    ),
  async put(path, location, signal) {
    const written = await measure(path, signal);
    refuseBeyondPut(written, path);
    await using(location, 'written', ({ client, s3 }) =>
      transfer(async () => {
        const { bucket, key } = s3Place(location);
        const command = new s3.PutObjectCommand({
          Bucket: bucket,
          Key: key,
          // an empty stream has no length that the SDK would send
          Body: written.bytes === 0 ? Buffer.alloc(0) : createReadStream(path),
          ContentLength: written.bytes,
          ChecksumSHA256: Buffer.from(written.sha256, 'hex').toString('base64'),
          Metadata: { [DIGEST]: written.sha256 },
        });
        await client.send(command, until(signal));
      }, signal),
    );
    return written;
  },
  async move(from, to) {
    await using(from, `moved to ${to}`, async ({ client, s3 }) => {
      const [source, target] = [s3Place(from), s3Place(to)];
      const CopySource = copySource(source);
      await client.send(new s3.CopyObjectCommand({ Bucket: target.bucket, Key: target.key, CopySource }));
    });
    await s3Storage.remove(from).catch(async (error: unknown) => {
      // it is at its target by now, and what is left of it is in nobody's way
      if (!(await isOfOneOutput(error, posix.dirname(from)))) throw error;
    });
  },
  async remove(location) {
    const { bucket, key } = s3Place(location);
    await using(location, 'removed', ({ client, s3 }) =>
      client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key })),
    );
  },
};

async function head(location: Location): Promise<{ readonly bytes: number; readonly sha256: string | null } | null> {
  const { bucket, key } = s3Place(location);
  try {
    return await using(location, 'looked at', async ({ client, s3 }) => {
      const found = await client.send(new s3.HeadObjectCommand({ Bucket: bucket, Key: key }));
      return { bytes: found.ContentLength ?? 0, sha256: found.Metadata?.[DIGEST] ?? null };
    });
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not_found') return null;
    throw error;
  }
}

async function open({ client, s3 }: Connection, location: Location, signal: AbortSignal | undefined) {
  const { bucket, key } = s3Place(location);
  const found = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }), until(signal));
  // of Node it is a stream of Node
  return { body: found.Body as Readable, bytes: found.ContentLength ?? 0 };
}

async function using<T>(location: Location, doing: string, work: (connected: Connection) => Promise<T>): Promise<T> {
  const connected = await connection();
  try {
    return await work(connected);
  } catch (error) {
    throw s3Fault(error, doing, location, connected.endpoint);
  }
}

function refuseBeyondPut({ bytes }: Written, path: string): void {
  if (bytes > MOST_BYTES)
    throw new StorageError('too_large', `${path} has ${bytes} bytes; S3 takes at most ${MOST_BYTES} at once`);
}

function until(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
