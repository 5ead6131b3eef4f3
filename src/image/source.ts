import { fileURLToPath } from 'node:url';
import { RegularFile } from '../core/regular-file.js';
import { ImageError } from './errors.js';

/** A file by path, or its bytes. Plain data: it crosses to the worker as it is. */
export type ImageInput = { readonly path: string } | { readonly bytes: Uint8Array };

/** What the public API accepts. */
export type ImageArgument = string | URL | Uint8Array;

export function toImageInput(argument: ImageArgument): ImageInput {
  if (typeof argument === 'string') return { path: argument };
  if (argument instanceof URL) return { path: fileURLToPath(argument) };
  return { bytes: argument };
}

/** Random access to a subject's bytes. One descriptor for hashing and decoding, so both see the same file. */
export interface ByteSource {
  /** null for bytes that have no path. */
  readonly path: string | null;
  /** As it was when the source was opened. */
  readonly size: number;
  /** Copies up to `target.length` bytes from `position`; returns how many there were (0 at the end). */
  read(target: Uint8Array, position: number): number;
  /** Whether somebody wrote to the file since it was opened: what was read may then be half of two files. */
  changed(): boolean;
  close(): void;
}

/** @throws ImageError `not_found`, `not_a_file`, `unreadable` */
export function openSource(input: ImageInput): ByteSource {
  return 'path' in input ? new RegularFile(input.path, ImageError) : fromBytes(input.bytes);
}

function fromBytes(bytes: Uint8Array): ByteSource {
  return {
    path: null,
    size: bytes.length,
    read(target, position) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    changed: () => false,
    close() {},
  };
}
