/** A member as the central directory describes it. Offsets are bytes of the archive. */
export interface Entry {
  readonly name: string;
  /** Of its record in the directory. */
  readonly at: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  /** Of its local header. */
  readonly start: number;
  /** What its maker's system says of it; the upper half is a Unix mode. */
  readonly attributes: number;
}

/** An entry that was found where the directory says. */
export interface Member extends Entry {
  /** First byte of its content as stored. */
  readonly data: number;
  /** Byte after its last: of the content, or of the descriptor behind it. */
  readonly end: number;
}

export const STORED = 0;
export const DEFLATED = 8;

/** Bits of `flags`, PKWARE's application note 4.4.4. */
export const ENCRYPTED = 0x2041;
export const HAS_DESCRIPTOR = 0x08;

/** What a field of 2 or 4 bytes holds where the true value is in the ZIP64 extra field. */
export const IN_ZIP64_16 = 0xffff;
export const IN_ZIP64_32 = 0xffffffff;

/** Whether its content can be had: neither encrypted nor compressed in ways that nobody else reads. */
export function isReadable({ method, flags, compressed, size }: Entry): boolean {
  const isKnown = method === DEFLATED || (method === STORED && compressed === size);
  return isKnown && (flags & ENCRYPTED) === 0;
}
