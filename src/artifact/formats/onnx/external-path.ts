import { posix } from 'node:path';

/** onnxruntime's mark of data that is in memory already: on disk it makes a pointer of the offset. */
const MEMORY_MARK = '_ORT_MEM_ADDR_';

/** Why a location cannot be one of a file beside the model; null: it can be. */
export function locationFault(location: string): string | null {
  if (location.includes('\0')) return 'has a NUL';
  if (location.includes(MEMORY_MARK)) return 'points into the memory of whoever loads it';
  if (location.startsWith('/') || /^[a-zA-Z]:/.test(location)) return 'is absolute';
  // a backslash is a folder on one machine and a letter on another
  if (location.includes('\\')) return 'has a backslash';
  const parts = location.split('/');
  return parts.includes('..') ? 'has `..` in it' : null;
}

/**
 * The name that a location has within the artifact.
 * @param model - name of the model's file in the artifact
 * @returns null where it would lead out, or could
 */
export function innerPath(model: string, location: string): string | null {
  return locationFault(location) === null ? posix.join(posix.dirname(model), location) : null;
}
