/** Bytes that know how much of them was read. */
export class CountedBytes extends Uint8Array {
  bytesRead = 0;

  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  override subarray(start?: number, end?: number): Uint8Array<ArrayBuffer> {
    const part = super.subarray(start, end);
    this.bytesRead += part.length;
    return part as Uint8Array<ArrayBuffer>;
  }

  /** Of the whole; the few bytes that tell the format do not count. */
  get timesRead(): number {
    return Math.floor(this.bytesRead / this.length);
  }
}
