import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../../source/byte-source.js';

/** Bytes of a text that are kept: names of globals, tensors and storages are shorter. */
export const KEPT_TEXT = 1024;

// a byte order mark is a character of its own to Python
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 as Python reads it; null: it is none, or too long to be kept. */
export function utf8Of(bytes: Uint8Array): string | null {
  if (bytes.length > KEPT_TEXT) return null;
  try {
    return UTF8.decode(bytes);
  } catch {
    // what is not UTF-8 is known to be no name
    return null;
  }
}

/** Whether Python reads it as UTF-8 of a pickle, in which halves of surrogate pairs may stand alone. */
export function isPythonText(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  // each such half as a character of as many bytes
  return isUtf8(Buffer.from(text.replaceAll(/\xed[\xa0-\xbf][\x80-\xbf]/g, '\xe2\x82\xac'), 'latin1'));
}

export function utf8At(source: ByteSource, { start, length }: { start: number; length: number }): string | null {
  return length > KEPT_TEXT ? null : utf8Of(source.read(start, length));
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of STRING: in quotes, with Python's escapes; null: it is not written so. */
export function quotedText(line: Uint8Array): string | null {
  const written = utf8Of(line);
  const quote = written?.[0];
  if (written === null || written.length < 2 || (quote !== "'" && quote !== '"') || !written.endsWith(quote)) {
    return null;
  }
  const inner = written.slice(1, -1);
  if (/^(?:[^\\]|\\[^])*\\(?:$|x(?![0-9a-fA-F]{2}))/.test(inner)) return null;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[^])/g, (whole, escape: string) => {
    if (escape.length > 1 && escape.startsWith('x')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 0xff);
    return SIMPLE[escape] ?? whole;
  });
}

/** The text of UNICODE: Latin 1, with characters beyond it as \uXXXX and \UXXXXXXXX. */
export function rawUnicodeText(line: Uint8Array): string | null {
  if (line.length > KEPT_TEXT) return null;
  const written = Buffer.from(line).toString('latin1');
  let wrong = false;
  const text = written.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/g, (whole, escape: string) => {
    if (escape.length === 1) {
      if (escape === 'u' || escape === 'U') wrong = true;
      return whole;
    }
    const code = Number.parseInt(escape.slice(1), 16);
    if (code > 0x10ffff) wrong = true;
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
  return wrong ? null : text;
}
