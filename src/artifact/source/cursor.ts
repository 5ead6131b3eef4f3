import { FormatError } from '../errors.js';
import type { ByteSource } from './byte-source.js';

/** Reads little-endian fields one after the other; whatever lies past the end is a FormatError at where it begins. */
export class Cursor {
  readonly #source: ByteSource;
  readonly #rule: string;
  #position: number;

  /** @param rule - of the problem that a source which ends too early is */
  constructor(source: ByteSource, rule: string, position = 0) {
    this.#source = source;
    this.#rule = rule;
    this.#position = position;
  }

  /** Byte of the next field. */
  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#source.size - this.#position;
  }

  /** @throws FormatError when fewer are left */
  skip(length: number, what: string): void {
    if (length > this.remaining) throw this.#ended(length, what);
    this.#position += length;
  }

  /** What follows, without moving on: a view of at most `length` bytes, fewer where the source ends. */
  peek(length: number): Uint8Array {
    return this.#source.read(this.#position, length);
  }

  /** A view, valid until the next read. @param length - at most MAX_READ */
  bytes(length: number, what: string): Uint8Array {
    if (length > this.remaining) throw this.#ended(length, what);
    const bytes = this.#source.read(this.#position, length);
    if (bytes.length < length) throw this.#ended(length, what);
    this.#position += length;
    return bytes;
  }

  u8(what: string): number {
    return this.bytes(1, what)[0]!;
  }

  u16(what: string): number {
    return this.#view(2, what).getUint16(0, true);
  }

  u32(what: string): number {
    return this.#view(4, what).getUint32(0, true);
  }

  i32(what: string): number {
    return this.#view(4, what).getInt32(0, true);
  }

  u64(what: string): bigint {
    return this.#view(8, what).getBigUint64(0, true);
  }

  i64(what: string): bigint {
    return this.#view(8, what).getBigInt64(0, true);
  }

  f32(what: string): number {
    return this.#view(4, what).getFloat32(0, true);
  }

  f64(what: string): number {
    return this.#view(8, what).getFloat64(0, true);
  }

  #view(length: number, what: string): DataView {
    const bytes = this.bytes(length, what);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  #ended(length: number, what: string): FormatError {
    const message = `${what} needs ${length} bytes from byte ${this.#position}, but only ${Math.max(0, this.remaining)} are left`;
    return new FormatError(this.#rule, this.#position, message);
  }
}
