import { basename } from 'node:path';
import { ArtifactError } from './errors.js';
import { HEAD_BYTES, type ArtifactFormat } from './formats/format.js';
import { FORMATS } from './formats/index.js';
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

/** Whether a file is called a model, is one by its content, or is an archive that may hold anything. What cannot be read is one by its name alone. */
export function isModelFile(path: string): boolean {
  const name = basename(path);
  if (promisedFormat(name)) return true;
  try {
    const source = new FileSource(path, name);
    try {
      return formatOf(source) !== undefined || isZip(source.read(0, HEAD_BYTES));
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof ArtifactError) return false;
    throw error;
  }
}
