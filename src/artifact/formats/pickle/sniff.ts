import { FormatError } from '../../errors.js';
import { SliceSource, type ByteSource } from '../../source/byte-source.js';
import { HEAD_BYTES } from '../format.js';
import { OPCODES } from './opcodes.js';
import { tokens } from './tokens.js';
import { utf8Of } from './texts.js';

const PROTO = 0x80;
/** Opcodes after which a file without PROTO is taken for a pickle: text seldom has as many that fit. */
const ENOUGH = 64;

/** Bytes that are looked at: a line of zeros may be as long as the file. */
const LOOKED_AT = 2 ** 20;

/** Whether the content is a pickle. Protocols 0 and 1 begin with nothing of their own: their opcodes have to fit. */
export function isPickle(head: Uint8Array, source: ByteSource): boolean {
  // after PROTO an opcode: the length of a safetensors header can begin with the same two bytes
  if (head[0] === PROTO && head[1]! <= 5) return head.length === 2 || OPCODES[head[2]!] !== undefined;
  if (!beginsLikePickle(head)) return false;
  let count = 0;
  let imports = false;
  try {
    for (const { name, lines, at, end } of tokens(new SliceSource(source, 0, LOOKED_AT), 0)) {
      if (!lines.every((line) => lineFits(name, line))) return false;
      count += 1;
      imports ||= name === 'GLOBAL' || name === 'INST';
      if (count >= ENOUGH) return true;
      if (name === 'STOP') return at > 0 && (imports || endsOrGoesOn(source, end));
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return false;
}

/**
 * Whether nothing but blanks follows, or what may be another pickle. "GIT v1.5.0.1" has a number and STOP: where prose goes on
 * behind it, what imports nothing is none.
 */
function endsOrGoesOn(source: ByteSource, end: number): boolean {
  const rest = source.read(end, HEAD_BYTES).slice();
  const isBlank = /^\s*$/.test(Buffer.from(rest).toString('latin1'));
  return rest[0] === PROTO || beginsLikePickle(rest) || (isBlank && end + rest.length === source.size);
}

/** The same for an archive's member; one without a byte is none. */
export function looksPickled(source: ByteSource): boolean {
  const isNamed = /\.(?:pkl|pickle)$/i.test(source.name);
  return source.size > 0 && (isNamed || isPickle(source.read(0, HEAD_BYTES).slice(), source));
}

/**
 * Openings of protocols 0 and 1: a container, a global, or a value of its own. What needs a mark before it is none, INST aside:
 * Python's own unpickler imports what that names before it misses one.
 */
function beginsLikePickle([first]: Uint8Array): boolean {
  return first !== undefined && '(])}ciFILSVXTUGJKMN'.includes(String.fromCharCode(first));
}

/** Names are words and indices are digits: prose with opcodes in it is neither. */
function lineFits(name: string, line: Uint8Array): boolean {
  const text = utf8Of(line);
  switch (name) {
    case 'GLOBAL':
    case 'INST':
      return text !== null && /^[\w.]{1,500}$/.test(text);
    case 'GET':
    case 'PUT':
      return text !== null && /^\d{1,20}$/.test(text);
    case 'INT':
    case 'LONG':
      return text !== null && /^\s*[-+]?\d\w*\s*$/.test(text);
    case 'FLOAT':
      return text !== null && /^\s*[-+]?(\.?\d|inf|nan)[\w.+-]*\s*$/i.test(text);
    case 'STRING':
      return text === null || /^['"]/.test(text);
    default:
      return true;
  }
}
