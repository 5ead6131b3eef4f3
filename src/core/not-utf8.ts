import { isUtf8 } from 'node:buffer';
import { sep } from 'node:path';

/** A name as text, bytes that are not UTF-8 as `\xe9`: nothing can be opened by such a name, but each file has one of its own. */
export function readableName(name: Buffer): string {
  if (isUtf8(name)) return name.toString();
  return name.toString('latin1').replaceAll(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

/** Whether a path may stand for another, which is not UTF-8: written by `readableName`, or by Node.js, as in arguments. */
export function mayStandForBytes(path: string): boolean {
  // where `\` separates, every name is text
  return path.includes('\ufffd') || (sep === '/' && /\\x[89a-f][0-9a-f]/.test(path));
}
