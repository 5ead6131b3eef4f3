import { fileURLToPath } from 'node:url';
import { invalidArgument } from '../core/errors.js';
import type { SubjectRef } from '../core/report.js';
import { LONE, PAIR } from '../image/checks/ids.js';
import type { ImageArgument, ImageInput } from '../image/source.js';

/** What is judged: a lone image, or what was made of an original. */
export interface ImageSubjectInput {
  readonly original: ImageInput | null;
  readonly output: ImageInput;
}

export function kindOf({ original }: ImageSubjectInput): string {
  return original === null ? LONE : PAIR;
}

/**
 * A path, file URL or bytes as a task takes them.
 * @throws UsageError `invalid_argument`
 */
export function parseImage(name: string, argument: ImageArgument): ImageInput {
  if (typeof argument === 'string' && argument !== '') return { path: argument };
  if (argument instanceof URL && argument.protocol === 'file:') return { path: fileURLToPath(argument) };
  if (argument instanceof Uint8Array) return { bytes: argument };
  throw invalidArgument(name, 'a path, a file URL or a Uint8Array', argument);
}

/** The subject of a report for which nothing was read: names only. */
export function unreadSubject(subject: ImageSubjectInput): SubjectRef {
  const named = (input: ImageInput) => ({
    path: 'path' in input ? input.path : null,
    bytes: 'path' in input ? null : input.bytes.length,
    sha256: null,
  });
  const kind = kindOf(subject);
  return subject.original === null
    ? { kind, file: named(subject.output) }
    : { kind, original: named(subject.original), output: named(subject.output) };
}
