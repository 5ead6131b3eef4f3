import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import { OPCODES, type Argument } from './opcodes.js';
import { readLine } from './lines.js';

/** One opcode with its argument. */
export interface Token {
  /** As Python's pickletools names it. */
  readonly name: string;
  /** Byte of the opcode, and of what follows its argument. */
  readonly at: number;
  readonly end: number;
  /** A fixed argument; its sign as the opcode has it; null: none, or 2^53 and beyond. */
  readonly number: number | null;
  /** Lines without their line feeds. */
  readonly lines: readonly Uint8Array[];
  /** Where a counted argument's bytes begin, and how many there are. */
  readonly data: { readonly start: number; readonly length: number } | null;
}

/**
 * Opcodes one after the other up to and with STOP, with nothing of their meaning. Whoever asks for the next one may say at
 * which byte it stands; default: behind the last.
 * @throws FormatError `pickle_unknown_opcode`, `pickle_truncated`, `pickle_length`
 */
export function* tokens(source: ByteSource, start: number): Generator<Token, void, number | undefined> {
  let cursor = new Cursor(source, 'pickle_truncated', start);
  for (;;) {
    const at = cursor.position;
    if (cursor.remaining <= 0)
      throw new FormatError('pickle_truncated', at, 'Expected STOP, found the end of the file');
    const code = cursor.u8('An opcode');
    const opcode = OPCODES[code];
    if (!opcode) {
      const found = `0x${code.toString(16).padStart(2, '0')}`;
      throw new FormatError('pickle_unknown_opcode', at, `Expected an opcode of protocols 0 to 5, found ${found}`);
    }
    const { isCut, ...argument } = argumentOf(opcode.argument, cursor, opcode.name);
    const next = yield { name: opcode.name, at, end: cursor.position, ...argument };
    if (isCut) {
      const message = `Expected a line feed after ${opcode.name}, found the end of the file`;
      throw new FormatError('pickle_truncated', cursor.position, message);
    }
    if (opcode.name === 'STOP') return;
    if (next !== undefined) cursor = new Cursor(source, 'pickle_truncated', next);
  }
}

/** `isCut`: its line has no end, and an unpickler imports what it names before it notices. */
type Read = Pick<Token, 'number' | 'lines' | 'data'> & { readonly isCut?: boolean };

const NOTHING: Read = { number: null, lines: [], data: null };

function argumentOf(argument: Argument, cursor: Cursor, name: string): Read {
  switch (argument.kind) {
    case 'none':
      return NOTHING;
    case 'fixed': {
      const value = integer(argument.size, argument.signed ?? false, cursor, name);
      return { number: value <= Number.MAX_SAFE_INTEGER ? Number(value) : null, lines: [], data: null };
    }
    case 'lines': {
      const lines = Array.from({ length: argument.count }, () => readLine(cursor));
      const isCut = lines.some(({ isWhole }) => !isWhole);
      return { ...NOTHING, lines: lines.map(({ bytes }) => bytes), isCut };
    }
    case 'counted': {
      const at = cursor.position;
      const length = integer(argument.size, argument.signed ?? false, cursor, `The length of ${name}`);
      if (length < 0) {
        throw new FormatError('pickle_length', at, `Expected a length of ${name} of 0 or more, found ${length}`);
      }
      if (length > cursor.remaining) {
        const found = `${name} of ${length} bytes`;
        throw new FormatError('pickle_length', at, `Expected at most ${cursor.remaining} bytes, found ${found}`);
      }
      const data = { start: cursor.position, length: Number(length) };
      cursor.skip(data.length, name);
      return { number: null, lines: [], data };
    }
  }
}

/** Little-endian; 8 bytes may say more than a number can. */
function integer(size: number, signed: boolean, cursor: Cursor, what: string): number | bigint {
  switch (size) {
    case 1:
      return cursor.u8(what);
    case 2:
      return cursor.u16(what);
    case 4:
      return signed ? cursor.i32(what) : cursor.u32(what);
    default:
      return cursor.u64(what);
  }
}
