import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { S3Place } from '../location.js';
import { s3Location } from '../location.js';
import { connection } from './client.js';
import { s3Fault } from './fault.js';

/**
 * Keys below a prefix in the store's order, that of their bytes. A page of at most 1,000 is in memory at a time.
 * @param place - its key is a prefix as it is: `a` is one of `ab/c`
 */
export async function* keysBelow(place: S3Place, signal: AbortSignal): AsyncGenerator<string, void> {
  const { client, s3, endpoint } = await connection();
  for (let token: string | undefined; ;) {
    let page: ListObjectsV2CommandOutput;
    try {
      const command = new s3.ListObjectsV2Command({
        Bucket: place.bucket,
        Prefix: place.key,
        ContinuationToken: token,
        // XML has no words for control characters, and keys may hold them
        EncodingType: 'url',
      });
      page = await client.send(command, { abortSignal: signal });
    } catch (error) {
      throw s3Fault(error, 'listed', s3Location(place), endpoint);
    }
    const decoded = page.EncodingType === 'url' ? decode : (key: string) => key;
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield decoded(Key);
    token = page.NextContinuationToken;
    if (page.IsTruncated !== true || token === undefined) return;
  }
}

function decode(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
