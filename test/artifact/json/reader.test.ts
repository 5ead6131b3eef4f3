import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../src/artifact/errors.js';
import { JsonReader, type JsonOptions } from '../../../src/artifact/json/reader.js';
import { ProblemList } from '../../../src/artifact/problem.js';
import { MemorySource } from '../../../src/artifact/source/byte-source.js';
import { places } from '../../support/read-artifact.js';

const RUNS = Number(process.env['PRESSPROOF_MUTATIONS'] ?? 200);

function reader(text: string | Uint8Array, options: Partial<JsonOptions> = {}) {
  const problems = new ProblemList();
  const source = new MemorySource(Buffer.from(text), 'x.json');
  return { problems, json: new JsonReader(source, { rule: 'x', concern: 'format', problems, ...options }) };
}

/** What is wrong with a text as JSON, as `rule@offset`; empty: nothing. */
function wrong(text: string | Uint8Array, options: Partial<JsonOptions> = {}): string[] {
  try {
    const { problems, json } = reader(text, options);
    json.skip();
    json.end();
    return places(problems.kept);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return [`${error.code}@${error.offset}`];
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON', () => {
  test('that is written by others is sound', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(4), (text, indent) => {
        // keys that occur twice are lost to JSON.parse, and numbers past a double are rounded
        const once = JSON.stringify(JSON.parse(text), null, indent);
        expect(wrong(once)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
  test('with a character put anywhere is refused where the platform refuses it, and taken where it takes it', () => {
    const junk = fc.constantFrom(...Array.from('{}[]:,"\\0-+.eEtfnulx \n\u0001\u00e9'));
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), junk, fc.boolean(), (json, at, character, isInstead) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + character + json.slice(place + (isInstead ? 1 : 0));
        fc.pre(isWellFormed(text));
        const isStricter = /\\u[dD][89a-fA-F]|[0-9]{60}/.test(text);
        fc.pre(!isStricter);
        const refusals = wrong(text).filter((place) => !place.startsWith('x_duplicate_key'));
        expect({ text, isSound: refusals.length === 0 }).toEqual({ text, isSound: parses(text) });
      }),
      { numRuns: 5 * RUNS },
    );
  });
  test('gives strings as the platform reads them, whatever is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (value, isEscaped) => {
        fc.pre(isWellFormed(value));
        const plain = JSON.stringify(value);
        const text = isEscaped ? plain.replaceAll(/[^"\\ -~]/g, escaped) : plain;
        expect(reader(text).json.tokens).toMatchObject({ kind: 'string', text: value, isCut: false });
      }),
      { numRuns: RUNS },
    );
  });
});

/** Without half a character, which has no UTF-8. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

test('numbers stay as they are written', () => {
  const digits = '18446744073709551617';
  expect(reader(digits).json.tokens).toMatchObject({ kind: 'number', text: digits });
});

test('a long text is cut between characters, and what follows it is read', () => {
  const { json } = reader(`["${'a'.repeat(65_534)}\u{1f600}${'b'.repeat(100_000)}",7]`);
  json.expect('[', 'an array');
  expect(json.tokens).toMatchObject({ isCut: true, text: 'a'.repeat(65_534) });
  json.skip();
  json.expect(',', 'a comma');
  expect(json.tokens).toMatchObject({ kind: 'number', text: '7' });
});

test('a name that occurs twice is found at every depth, also written otherwise', () => {
  const text = '{"a":{"b":[{"c":1,"\\u0063":2}]},"a":0}';
  const places = [text.indexOf('"\\u'), text.lastIndexOf('"a"')];
  expect(wrong(text)).toEqual([`x_duplicate_key@${places[0]} c`, `x_duplicate_key@${places[1]} a`]);
});

test('more names than asked for end it', () => {
  const { json } = reader('{"a":1,"b":2,"c":3}');
  expect(() => json.object(() => json.skip(), { most: 2 })).toThrow(expect.objectContaining({ code: 'x_names' }));
});

describe("Python's numbers", () => {
  const text = '[NaN, Infinity, -Infinity, 1]';
  test('are none by themselves', () => {
    expect(wrong(text)).toEqual(['x_json@1']);
  });
  test('are some where they are asked for, and nothing else is', () => {
    expect(wrong(text, { ofPython: true })).toEqual([]);
    for (const other of ['nan', '-NaN', 'Infinit', 'Infinityy', 'None', '+Infinity']) {
      expect(wrong(`[${other}]`, { ofPython: true })).toHaveLength(1);
    }
  });
});
