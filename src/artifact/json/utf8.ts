/**
 * Bytes of the UTF-8 character at the beginning; 0: there is none. Overlong forms, surrogates and what lies past
 * U+10FFFF are none (RFC 3629, section 4).
 * @param bytes - four are enough
 */
export function utf8Length(bytes: ArrayLike<number>): number {
  const first = bytes[0] ?? 0xff;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  const [least, most] = SECOND.get(first) ?? [0x80, 0xbf];
  for (let index = 1; index < length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte < (index === 1 ? least : 0x80) || byte > (index === 1 ? most : 0xbf)) return 0;
  }
  return length;
}

/** First bytes after which not every second one makes a character. */
const SECOND = new Map<number, readonly [number, number]>([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);
