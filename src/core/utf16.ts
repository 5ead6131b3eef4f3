import { UsageError } from './errors.js';

/** Byte order marks, little-endian first: Excel's "Unicode text" and what `>` of Windows PowerShell writes begin with them. */
const MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/**
 * Refuses a text that a person wrote and whose editor saved it in another encoding than ours.
 * @param start - its first bytes
 * @throws UsageError naming the remedy
 */
export function refuseUtf16(start: Buffer, path: string, code: string): void {
  if (!MARKS.some((mark) => start.subarray(0, mark.length).equals(mark))) return;
  throw new UsageError(code, `${path} is UTF-16: save it as UTF-8 (in Excel: "CSV UTF-8", not "Unicode text")`);
}
