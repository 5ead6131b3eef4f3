import { FormatError } from '../errors.js';
import { JsonReader } from '../json/reader.js';
import type { ProblemList } from '../problem.js';
import { MemorySource } from '../source/byte-source.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * An object out of JSON that every parser reads alike: a name that occurs twice is a problem, because they differ in which
 * one counts, and so one of them would verify what another one loads.
 * @throws FormatError `signature_json...` for what is no JSON object
 */
export function strictJson(bytes: Uint8Array, name: string, problems: ProblemList): JsonObject {
  const reader = new JsonReader(new MemorySource(bytes, name), {
    rule: 'signature',
    concern: 'signature',
    problems,
  });
  reader.skip();
  reader.end();
  const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new FormatError('signature_json', 0, `Expected a JSON object in ${name}, found something else`);
}
