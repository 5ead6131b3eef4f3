import { ArtifactError } from '../errors.js';
import { MAX_READ, type ByteSource } from '../source/byte-source.js';

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Of one line; see the values of a picture in read.ts. */
const MAX_LINE_BYTES = 2 ** 25;

const LINE_FEED = 10;

/**
 * The lines of a source that are not blank, one after the other.
 * @throws ArtifactError `holdout_line` for one that is too long or not UTF-8
 */
export function* linesOf(source: ByteSource): Generator<Line> {
  let held: Uint8Array[] = [];
  let number = 1;
  for (let offset = 0; offset < source.size;) {
    const bytes = source.read(offset, MAX_READ);
    // it was cut meanwhile
    if (bytes.length === 0) break;
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      const text = textOf([...held, bytes.subarray(start, end)], source.name, number);
      if (text !== '') yield { text, number };
      held = [];
      number += 1;
      start = end + 1;
    }
    held.push(bytes.slice(start));
    offset += bytes.length;
    if (lengthOf(held) > MAX_LINE_BYTES) throw tooLong(source.name, number);
  }
  const text = textOf(held, source.name, number);
  if (text !== '') yield { text, number };
}

function textOf(pieces: readonly Uint8Array[], name: string, number: number): string {
  if (lengthOf(pieces) > MAX_LINE_BYTES) throw tooLong(name, number);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.concat(pieces)).trim();
  } catch {
    throw new ArtifactError('holdout_line', `${name}, line ${number}: Expected UTF-8, found other bytes`);
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function tooLong(name: string, number: number): ArtifactError {
  return new ArtifactError('holdout_line', `${name}, line ${number}: Expected at most ${MAX_LINE_BYTES} bytes`);
}
