import { FormatError } from '../../errors.js';

/** What a header may hold of Python: texts, whole numbers, truth values, tuples, lists and dictionaries. */
export type Literal = string | number | boolean | readonly Literal[] | ReadonlyMap<string, Literal>;

/** Levels of tuples and lists in each other; structured types have some. */
const DEEPEST = 32;

const TOKEN = /(?:('[^'\\\n]*'|"[^"\\\n]*")|(-?\d{1,20})(L?)|(True|False)\b|([()[\]{},:]))/y;

/**
 * Reads one literal and nothing else: no names, no operators, no escapes. It is not evaluated.
 * @param at - byte of the text's first character in the file
 * @param hasLongs - whether numbers may be written as Python 2 did, 3L
 * @throws FormatError `npy_header`
 */
export function parseLiteral(text: string, at: number, hasLongs: boolean): Literal {
  const tokens = tokensOf(text, at, hasLongs);
  let next = 0;
  const wrong = (expected: string, index = next): FormatError => {
    const { text: found, at: place } = tokens[index] ?? { text: 'its end', at: at + text.length };
    return new FormatError('npy_header', place, `Expected ${expected} in the header, found ${found.slice(0, 50)}`);
  };
  const taken = (mark: string): boolean => {
    if (tokens[next]?.text !== mark) return false;
    next += 1;
    return true;
  };
  const sequence = (close: string, depth: number): Literal => {
    const items: Literal[] = [];
    let commas = 0;
    while (!taken(close)) {
      if (items.length > commas) throw wrong(`a comma or ${close}`);
      items.push(value(depth + 1));
      if (taken(',')) commas += 1;
    }
    // Python's parentheses alone make no tuple
    return close === ')' && items.length === 1 && commas === 0 ? items[0]! : items;
  };
  const dictionary = (depth: number): Literal => {
    const entries = new Map<string, Literal>();
    let commas = 0;
    while (!taken('}')) {
      if (entries.size > commas) throw wrong('a comma or }');
      const keyAt = next;
      const key = value(depth + 1);
      if (typeof key !== 'string' || entries.has(key)) throw wrong('different texts as keys', keyAt);
      if (!taken(':')) throw wrong('a colon');
      entries.set(key, value(depth + 1));
      if (taken(',')) commas += 1;
    }
    return entries;
  };
  const value = (depth: number): Literal => {
    if (depth > DEEPEST) throw wrong(`at most ${DEEPEST} levels`);
    const token = tokens[next];
    if (token?.value === undefined && !'([{'.includes(token?.text ?? '-')) throw wrong('a value');
    next += 1;
    if (token!.value !== undefined) return token!.value;
    if (token!.text === '{') return dictionary(depth);
    return sequence(token!.text === '(' ? ')' : ']', depth);
  };
  const literal = value(0);
  if (next < tokens.length) throw wrong('nothing behind the value');
  return literal;
}

interface Token {
  readonly text: string;
  readonly at: number;
  readonly value?: string | number | boolean;
}

function tokensOf(text: string, at: number, hasLongs: boolean): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const end = text.trimEnd().length;
  while (offset < end) {
    if (/\s/.test(text[offset]!)) {
      offset += 1;
      continue;
    }
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (!match || (match[3] === 'L' && !hasLongs))
      throw new FormatError('npy_header', at + offset, 'Expected a Python literal as header, found other text');
    const [found, quoted, digits, , truth, mark] = match;
    const place = at + offset;
    if (mark !== undefined) tokens.push({ text: found, at: place });
    else if (quoted !== undefined) tokens.push({ text: found, at: place, value: quoted.slice(1, -1) });
    else tokens.push({ text: found, at: place, value: digits === undefined ? truth === 'True' : Number(digits) });
    offset = TOKEN.lastIndex;
  }
  return tokens;
}
