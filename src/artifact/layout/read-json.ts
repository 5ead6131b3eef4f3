import { FormatError } from '../errors.js';
import type { Member } from '../contents.js';
import type { ReadContext } from '../formats/format.js';
import { JsonReader } from '../json/reader.js';
import { FileSource } from '../source/byte-source.js';
import { note } from './notes.js';

/**
 * Reads a file that describes others as JSON, as Python writes it, within the artifact's bounds; what is no JSON is noted as `layout_..._json`.
 * @param rule - what rules begin with, `layout_` in front
 */
export function readJsonFile(
  { path, name, bytes, identity }: Member,
  rule: string,
  { problems, budget }: ReadContext,
  read: (json: JsonReader) => void,
): void {
  if (bytes > budget.maxHeldBytes) {
    const message = `Expected at most ${budget.maxHeldBytes} bytes of JSON, found ${bytes}`;
    note(problems, { rule: `${rule}_size`, file: name, offset: 0, message });
    return;
  }
  const source = new FileSource(path, name, identity);
  try {
    const json = new JsonReader(source, { rule: `layout_${rule}`, concern: 'layout', problems, ofPython: true });
    read(json);
    json.end();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { code, offset, part, message } = error;
    problems.add({ rule: code, concern: 'layout', severity: 'error', file: name, offset, part, message });
  } finally {
    source.close();
  }
}

/** Folder of a member's name, with the slash; empty: the artifact itself. */
export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}
