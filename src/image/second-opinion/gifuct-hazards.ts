// its pixels are JavaScript numbers: 2^24 of them take 128 MiB
const MAX_FRAME_PIXELS = 2 ** 24;

// above it, its tables of 4,096 codes hold no code (its loop then grows an array until V8 ends the process)
const MAX_CODE_SIZE = 11;

const TABLE_SIZE = 4096;

interface FrameData {
  readonly width: number;
  readonly height: number;
  readonly minCodeSize: number;
  /** Packed codes, without sub-block lengths. */
  readonly data: Iterable<number>;
}

/**
 * Refuses what would end the whole process in gifuct-js instead of throwing: a frame without a bound, a code size
 * without meaning, a table with a code that is its own prefix.
 * @throws Error that says what gifuct-js cannot decode
 */
export function refuseHazards({ width, height, minCodeSize, data }: FrameData): void {
  // written so that the NaN of a cut-off descriptor is refused too
  if (!(width * height <= MAX_FRAME_PIXELS))
    throw new Error(`a frame of ${width} x ${height} pixels is too large for it`);
  if (!(minCodeSize <= MAX_CODE_SIZE)) throw new Error(`it cannot decode a code size of ${minCodeSize}`);
  if (beginsTableWithoutColor(minCodeSize, data))
    throw new Error('it cannot decode a code table that does not begin with a colour');
}

/**
 * Whether the first code of a table is the one that its second code will define (clear + 2): gifuct-js then makes that
 * code its own prefix and follows it for ever. It is the only way to a loop: every later entry's prefix is a code that
 * was defined before it. Walks the codes as gifuct-js does, with tables that are never written past their end.
 */
function beginsTableWithoutColor(minCodeSize: number, data: Iterable<number>): boolean {
  // the first code of a table of 2 or 4 entries has too few bits to be clear + 2
  if (minCodeSize < 2) return false;
  const clear = 1 << minCodeSize;
  let available = clear + 2;
  let codeSize = minCodeSize + 1;
  let isFirst = true;
  let held = 0;
  let bits = 0;
  for (const byte of data) {
    held |= byte << bits;
    bits += 8;
    while (bits >= codeSize) {
      const code = held & ((1 << codeSize) - 1);
      held >>>= codeSize;
      bits -= codeSize;
      if (code > available || code === clear + 1) return false;
      if (code === clear) {
        available = clear + 2;
        codeSize = minCodeSize + 1;
        isFirst = true;
      } else if (isFirst) {
        if (code > clear) return true;
        isFirst = false;
      } else if (available < TABLE_SIZE) {
        available++;
        if (available === 1 << codeSize && available < TABLE_SIZE) codeSize++;
      }
    }
  }
  return false;
}
