import { basename } from 'node:path';
import { ArtifactError } from './errors.js';
import { HEAD_BYTES, type ArtifactFormat } from './formats/format.js';
import { FORMATS } from './formats/index.js';
import { unreadArchiveIn } from './formats/unread-archive.js';
import { isZip } from './formats/zip/signature.js';
import { FileSource, type ByteSource } from './source/byte-source.js';

/** The format that a source's bytes are of, whatever its name says; undefined: of none that is known. */
export function formatOf(source: ByteSource): ArtifactFormat | undefined {
  const head = source.read(0, HEAD_BYTES).slice();
  return FORMATS.find((format) => format.matches(head, source));
}

/** The format that a name promises, the first of several. */
export function promisedFormat(name: string): ArtifactFormat | undefined {
  return FORMATS.find((format) => promises(format, name));
}

/** Whether a name is one of a format's: some endings are those of several. */
export function promises({ extensions }: ArtifactFormat, name: string): boolean {
  const lower = name.toLowerCase();
  return extensions.some((end) => lower.endsWith(end));
}

/** Whether the ending of a name is one of several formats. */
export function isShared(name: string): boolean {
  return FORMATS.filter((format) => promises(format, name)).length > 1;
}

/** Whether a file is called a model or is one by its content. What cannot be read is one by its name alone. */
export function isModelFile(path: string): boolean {
  return promisedFormat(basename(path)) !== undefined || holds(path, (source) => formatOf(source) !== undefined);
}

/** Whether a file is an archive, a model or not: it may hold anything. */
export function isArchive(path: string): boolean {
  return holds(path, (source) => isZip(source.read(0, HEAD_BYTES)) || unreadArchiveIn(source) !== null);
}

/** false also of what cannot be read. */
function holds(path: string, is: (source: ByteSource) => boolean): boolean {
  try {
    const source = new FileSource(path, basename(path));
    try {
      return is(source);
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof ArtifactError) return false;
    throw error;
  }
}
