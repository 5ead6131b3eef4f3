/** Lines out of pieces of bytes, in linear time and bounded memory. */
export class Lines {
  readonly #most: number;
  #pieces: Buffer[] = [];
  #held = 0;

  /** @param most - bytes of one line */
  constructor(most: number) {
    this.#most = most;
  }

  /** Lines that are whole now; null in place of one that is longer than the most, after which there are no more. */
  push(bytes: Buffer): (string | null)[] {
    const lines: (string | null)[] = [];
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      lines.push(this.#line(bytes.subarray(start, end)));
      start = end + 1;
    }
    const rest = bytes.subarray(start);
    if (this.#held + rest.length > this.#most) return [...lines, null];
    if (rest.length > 0) this.#pieces.push(rest);
    this.#held += rest.length;
    return lines;
  }

  #line(last: Buffer): string | null {
    const length = this.#held + last.length;
    const line = length > this.#most ? null : Buffer.concat([...this.#pieces, last], length).toString('utf8');
    this.#pieces = [];
    this.#held = 0;
    return line;
  }
}
