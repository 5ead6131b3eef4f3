/** How an opcode's argument is written; sizes in bytes. `line` ends with a line feed, `counted` begins with its length. */
export type Argument =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed'; readonly size: number; readonly signed?: boolean }
  | { readonly kind: 'lines'; readonly count: number }
  | { readonly kind: 'counted'; readonly size: number; readonly signed?: boolean };

export interface Opcode {
  readonly code: number;
  /** As Python's pickletools names it. */
  readonly name: string;
  readonly argument: Argument;
  /** Protocol that brought it. */
  readonly protocol: number;
}

const NONE: Argument = { kind: 'none' };
const LINE: Argument = { kind: 'lines', count: 1 };
const TWO_LINES: Argument = { kind: 'lines', count: 2 };

function fixed(size: number, signed = false): Argument {
  return { kind: 'fixed', size, signed };
}

function counted(size: number, signed = false): Argument {
  return { kind: 'counted', size, signed };
}

/** Every opcode of protocols 0 to 5, as Lib/pickletools.py of Python lists them. There is no other. */
const TABLE: readonly (readonly [code: number | string, name: string, argument: Argument, protocol: number])[] = [
  ['I', 'INT', LINE, 0],
  ['J', 'BININT', fixed(4, true), 1],
  ['K', 'BININT1', fixed(1), 1],
  ['M', 'BININT2', fixed(2), 1],
  ['L', 'LONG', LINE, 0],
  [0x8a, 'LONG1', counted(1), 2],
  [0x8b, 'LONG4', counted(4, true), 2],
  ['S', 'STRING', LINE, 0],
  ['T', 'BINSTRING', counted(4, true), 1],
  ['U', 'SHORT_BINSTRING', counted(1), 1],
  ['B', 'BINBYTES', counted(4), 3],
  ['C', 'SHORT_BINBYTES', counted(1), 3],
  [0x8e, 'BINBYTES8', counted(8), 4],
  [0x96, 'BYTEARRAY8', counted(8), 5],
  [0x97, 'NEXT_BUFFER', NONE, 5],
  [0x98, 'READONLY_BUFFER', NONE, 5],
  ['N', 'NONE', NONE, 0],
  [0x88, 'NEWTRUE', NONE, 2],
  [0x89, 'NEWFALSE', NONE, 2],
  ['V', 'UNICODE', LINE, 0],
  [0x8c, 'SHORT_BINUNICODE', counted(1), 4],
  ['X', 'BINUNICODE', counted(4), 1],
  [0x8d, 'BINUNICODE8', counted(8), 4],
  ['F', 'FLOAT', LINE, 0],
  ['G', 'BINFLOAT', fixed(8), 1],
  [']', 'EMPTY_LIST', NONE, 1],
  ['a', 'APPEND', NONE, 0],
  ['e', 'APPENDS', NONE, 1],
  ['l', 'LIST', NONE, 0],
  [')', 'EMPTY_TUPLE', NONE, 1],
  ['t', 'TUPLE', NONE, 0],
  [0x85, 'TUPLE1', NONE, 2],
  [0x86, 'TUPLE2', NONE, 2],
  [0x87, 'TUPLE3', NONE, 2],
  ['}', 'EMPTY_DICT', NONE, 1],
  ['d', 'DICT', NONE, 0],
  ['s', 'SETITEM', NONE, 0],
  ['u', 'SETITEMS', NONE, 1],
  [0x8f, 'EMPTY_SET', NONE, 4],
  [0x90, 'ADDITEMS', NONE, 4],
  [0x91, 'FROZENSET', NONE, 4],
  ['0', 'POP', NONE, 0],
  ['2', 'DUP', NONE, 0],
  ['(', 'MARK', NONE, 0],
  ['1', 'POP_MARK', NONE, 1],
  ['g', 'GET', LINE, 0],
  ['h', 'BINGET', fixed(1), 1],
  ['j', 'LONG_BINGET', fixed(4), 1],
  ['p', 'PUT', LINE, 0],
  ['q', 'BINPUT', fixed(1), 1],
  ['r', 'LONG_BINPUT', fixed(4), 1],
  [0x94, 'MEMOIZE', NONE, 4],
  [0x82, 'EXT1', fixed(1), 2],
  [0x83, 'EXT2', fixed(2), 2],
  [0x84, 'EXT4', fixed(4, true), 2],
  ['c', 'GLOBAL', TWO_LINES, 0],
  [0x93, 'STACK_GLOBAL', NONE, 4],
  ['R', 'REDUCE', NONE, 0],
  ['b', 'BUILD', NONE, 0],
  ['i', 'INST', TWO_LINES, 0],
  ['o', 'OBJ', NONE, 1],
  [0x81, 'NEWOBJ', NONE, 2],
  [0x92, 'NEWOBJ_EX', NONE, 4],
  [0x80, 'PROTO', fixed(1), 2],
  ['.', 'STOP', NONE, 0],
  [0x95, 'FRAME', fixed(8), 4],
  ['P', 'PERSID', LINE, 0],
  ['Q', 'BINPERSID', NONE, 1],
];

/** By their byte; undefined: that byte is no opcode. */
export const OPCODES: readonly (Opcode | undefined)[] = byCode();

function byCode(): (Opcode | undefined)[] {
  const opcodes: (Opcode | undefined)[] = Array.from({ length: 256 });
  for (const [written, name, argument, protocol] of TABLE) {
    const code = typeof written === 'string' ? written.charCodeAt(0) : written;
    opcodes[code] = { code, name, argument, protocol };
  }
  return opcodes;
}
