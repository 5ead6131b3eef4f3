import type { ByteSource } from './byte-source.js';

/** How files begin that something else than a model is made of. */
const KINDS: readonly (readonly [start: string, what: string])[] = [
  ['MZ', 'a Windows program'],
  ['\x7fELF', 'a Linux program'],
  ['\xcf\xfa\xed\xfe', 'a macOS program'],
  ['\xca\xfe\xba\xbe', 'a macOS program or Java class'],
  ['#!', 'a script'],
  ['PK', 'a ZIP archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\x80\x02', 'a pickle'],
  ['\x80\x03', 'a pickle'],
  ['\x80\x04', 'a pickle'],
  ['\x80\x05', 'a pickle'],
  ['%PDF', 'a PDF'],
  ['<?php', 'a script'],
  ['\0asm', 'a WebAssembly program'],
  ['GGUF', 'a second GGUF file'],
];

/**
 * What bytes behind a model's data, or in its place, begin like; null: nothing that is known.
 * @param head - 16 are enough
 */
export function contentOf(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  return KINDS.find(([start]) => text.startsWith(start))?.[1] ?? null;
}

/** The program that a whole file is; two letters alone do not make one of a text. */
export function programIn(source: ByteSource): string | null {
  const kind = contentOf(source.read(0, 16));
  if (!kind?.endsWith('program')) return null;
  if (kind !== WINDOWS) return kind;
  const place = source.read(PE_PLACE, 4);
  if (place.length < 4) return null;
  const at = new DataView(place.buffer, place.byteOffset).getUint32(0, true);
  return Buffer.from(source.read(at, 4)).toString('latin1') === 'PE\0\0' ? kind : null;
}

const WINDOWS = 'a Windows program';
/** Where such a program says where it goes on. */
const PE_PLACE = 0x3c;
