import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';

/** Of a varint: 64 bits, 7 in each byte. */
export const MAX_VARINT = 10;

/** Bytes that are looked at at once: what lies between tensors is no longer. */
const WINDOW = 4096;

/** The numbers of the protobuf wire format: 7 bits a byte, the lowest first, the last byte below 128. */
export class Varints {
  readonly #source: ByteSource;
  /** A copy of what is read now: fields are some bytes each, and a view for each of them would cost more than reading. */
  #window = new Uint8Array(0);
  #windowAt = 0;
  /** Byte behind the number that was read last; whoever reads what follows it moves it on. */
  next = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /**
   * A number that is to be small; one of more than 28 bits may lose its last digits.
   * @param end - of what it is in
   * @throws FormatError `onnx_truncated`, `onnx_varint`
   */
  short(at: number, end: number, what: string): number {
    let value = 0;
    for (let index = 0; index < 4; index += 1) {
      const byte = at + index < end ? this.#byte(at + index) : -1;
      if (byte < 0) throw this.ended(at, what, end - at);
      value |= (byte & 127) << (7 * index);
      if (byte < 128) {
        this.next = at + index + 1;
        return value;
      }
    }
    return Number(this.varint(at, end, what));
  }

  /** As `short`, to the last digit. */
  varint(at: number, end: number, what: string): bigint {
    let value = 0n;
    for (let index = 0; index < MAX_VARINT; index += 1) {
      const byte = at + index < end ? this.#byte(at + index) : -1;
      if (byte < 0) throw this.ended(at, what, end - at);
      value |= BigInt(byte & 127) << BigInt(7 * index);
      if (byte < 128) {
        if (value >= 2n ** 64n) break;
        this.next = at + index + 1;
        return value;
      }
    }
    throw new FormatError('onnx_varint', at, `Expected a number of at most 64 bits in ${what}, found more`);
  }

  /** -1: it was cut meanwhile. */
  #byte(at: number): number {
    const index = at - this.#windowAt;
    const byte = index >= 0 ? this.#window[index] : undefined;
    if (byte !== undefined) return byte;
    this.#window = this.#source.read(at, WINDOW).slice();
    this.#windowAt = at;
    return this.#window[0] ?? -1;
  }

  /** @param left - bytes there are from `at` on */
  ended(at: number, what: string, left: number, needed = 1): FormatError {
    const message = `${what} needs ${needed} bytes from byte ${at}, but only ${Math.max(0, left)} are left`;
    return new FormatError('onnx_truncated', at, message);
  }
}
