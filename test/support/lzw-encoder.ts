/** How index data is packed. What is not given is what the GIF89a text asks for. */
export interface LzwOptions {
  /** The byte before the data, 2..8; default: the smallest that holds every index. */
  readonly minCodeSize?: number;
  /** Clear codes: once the table is full (default), never again (deferred for ever), or after every n codes. */
  readonly clear?: 'when_full' | 'never' | number;
  /** Begins with a clear code; default true. */
  readonly firstClear?: boolean;
  /** Ends with the end code; default true. */
  readonly endCode?: boolean;
}

/** Appends variable-width codes, lowest bit first. */
export class CodeWriter {
  readonly #bytes: number[] = [];
  #bits = 0;
  #held = 0;

  write(code: number, width: number): void {
    this.#bits |= code << this.#held;
    this.#held += width;
    while (this.#held >= 8) {
      this.#bytes.push(this.#bits & 0xff);
      this.#bits >>>= 8;
      this.#held -= 8;
    }
  }

  /** All bytes so far; the last one padded with zero bits. */
  bytes(): number[] {
    return this.#held > 0 ? [...this.#bytes, this.#bits & 0xff] : [...this.#bytes];
  }
}

export function smallestCodeSize(indices: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < indices.length; i++) largest = Math.max(largest, indices[i]!);
  return Math.max(2, Math.ceil(Math.log2(largest + 1)));
}

/** Code bytes of the indices, without the code size byte and sub-blocks. */
export function encodeLzw(indices: ArrayLike<number>, options: LzwOptions = {}): number[] {
  const minCodeSize = options.minCodeSize ?? smallestCodeSize(indices);
  const policy = options.clear ?? 'when_full';
  const clearCode = 1 << minCodeSize;
  const out = new CodeWriter();
  let table = new Map<number, number>();
  let next = clearCode + 2;
  let width = minCodeSize + 1;
  let sinceClear = 0;

  const reset = (): void => {
    table = new Map();
    next = clearCode + 2;
    width = minCodeSize + 1;
    sinceClear = 0;
  };
  const emit = (prefix: number, suffix: number | null): void => {
    out.write(prefix, width);
    sinceClear++;
    if (next < 4096) {
      if (suffix !== null) table.set(prefix * 256 + suffix, next);
      next++;
    }
    // the decoder's table is one entry behind
    if (next > 1 << width && width < 12) width++;
    if (policy === 'when_full' ? next === 4096 : policy !== 'never' && sinceClear >= policy) {
      out.write(clearCode, width);
      reset();
    }
  };

  if (options.firstClear ?? true) out.write(clearCode, width);
  if (indices.length > 0) {
    let prefix = indices[0]!;
    for (let i = 1; i < indices.length; i++) {
      const suffix = indices[i]!;
      const longer = table.get(prefix * 256 + suffix);
      if (longer === undefined) {
        emit(prefix, suffix);
        prefix = suffix;
      } else {
        prefix = longer;
      }
    }
    emit(prefix, null);
  }
  if (options.endCode ?? true) out.write(clearCode + 1, width);
  return out.bytes();
}
