/**
 * Base64 of RFC 4648, of the standard or the URL-safe alphabet, and nothing that decoders are lenient with: no blanks, no
 * mixture of alphabets, no missing padding (URL-safe may go without), no bits that are not zero behind the last byte.
 * @returns null for what is none
 */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  // a decoder passes over what it does not know; what was passed over is not there again
  if (bytes.toString('base64') === text) return bytes;
  const urlSafe = bytes.toString('base64url');
  const padding = '='.repeat((4 - (urlSafe.length % 4)) % 4);
  return text === urlSafe || text === urlSafe + padding ? bytes : null;
}
