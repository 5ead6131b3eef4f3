import { s3Location, s3Place } from '../storage/location.js';
import { storageOf } from '../storage/index.js';
import { keysBelow } from '../storage/s3/list.js';
import { hasImageExtension } from './folder.js';
import type { Source, SourceOptions } from './source.js';

/**
 * An object of that key, or everything with an image's extension below it: as a folder, so that `s3://bucket/a` is not
 * `s3://bucket/ab.gif`. Content is not looked at: each would be a request.
 * @throws UsageError for an address that is none; StorageError
 */
export async function bucketSource(input: string, options: SourceOptions): Promise<Source> {
  const place = s3Place(input, 'INPUT');
  const isFolder = place.key === '' || place.key.endsWith('/');
  if (!isFolder && (await storageOf(input).stat(input)) !== null) return objectSource(input);
  const { bucket } = place;
  const prefix = isFolder ? place.key : `${place.key}/`;
  const isOwn = (location: string) => options.except.some((folder) => location.startsWith(`${folder}/`));
  return {
    input,
    root: s3Location({ bucket, key: prefix.slice(0, -1) }),
    isManifest: false,
    emptiness: 'holds no image',
    covers: (location) => location.startsWith(s3Location({ bucket, key: prefix })) && hasImageExtension(location),
    async *list() {
      let others = 0;
      for await (const key of keysBelow({ bucket, key: prefix }, options.signal)) {
        // a marker of an empty folder; what the run itself wrote
        if (key.endsWith('/') || isOwn(s3Location({ bucket, key }))) continue;
        if (hasImageExtension(key)) yield { location: s3Location({ bucket, key }), name: key.slice(prefix.length) };
        else others += 1;
      }
      if (others > 0)
        options.tell(`${input}: left out ${others} without an image's extension; a manifest can name them`);
    },
  };
}

function objectSource(input: string): Source {
  const { bucket, key } = s3Place(input);
  const name = key.slice(key.lastIndexOf('/') + 1);
  return {
    input,
    root: s3Location({ bucket, key: key.slice(0, -name.length).replace(/\/$/, '') }),
    isManifest: false,
    emptiness: 'is no file',
    covers: (location) => location === input,
    async *list() {
      yield { location: input, name };
    },
  };
}
