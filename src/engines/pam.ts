/**
 * A picture as PAM, which programs read from a pipe one after the other. ImageMagick 6 loses the transparency of all
 * but the first of several raw ones.
 * @param rgba - 4 x width x height bytes
 */
export function pam(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const header = `P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`;
  return Buffer.concat([Buffer.from(header, 'latin1'), rgba]);
}
