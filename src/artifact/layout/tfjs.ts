import type { Member } from '../contents.js';
import type { ReadContext } from '../formats/format.js';
import type { JsonReader } from '../json/reader.js';
import { ProblemList } from '../problem.js';
import { note } from './notes.js';
import { folderOf, readJsonFile } from './read-json.js';

/**
 * Shards of weights of TensorFlow.js: plain numbers, of which model.json beside them says in `weightsManifest` which they are.
 * They are not read here, and of each such model that is noted.
 * @returns names of the shards that are there
 */
export function tfjsShards(members: readonly Member[], context: ReadContext): ReadonlySet<string> {
  const there = new Set(members.map(({ name }) => name));
  const found = new Set<string>();
  for (const member of members) {
    if (!/(^|\/)model\.json$/i.test(member.name)) continue;
    const shards = pathsIn(member, context).map((path) => `${folderOf(member.name)}${path}`);
    const known = shards.filter((name) => there.has(name));
    for (const name of known) found.add(name);
    if (known.length === 0) continue;
    const message = `Expected a format that is read here, found a model of TensorFlow.js: its weights, in ${known.length === 1 ? 'a file' : `${known.length} files`} beside it, were not looked at`;
    note(context.problems, { rule: 'tfjs', concern: 'format', severity: 'unread', file: member.name, message });
  }
  return found;
}

/** Of another model.json, or one that is no JSON, none: it says nothing of any other file. */
function pathsIn(member: Member, context: ReadContext): string[] {
  const paths: string[] = [];
  const readPaths = (json: JsonReader): void =>
    json.array(() => {
      const { kind, text } = json.tokens;
      if (kind === 'string' && paths.length < context.budget.maxTensors) paths.push(text);
      json.skip();
    });
  const readGroup = (json: JsonReader): void => {
    if (json.tokens.kind !== '{') return json.skip();
    json.object(({ text }) => {
      if (text === 'paths' && json.tokens.kind === '[') readPaths(json);
      else json.skip(text);
    });
  };
  const unsaid = { ...context, problems: new ProblemList() };
  readJsonFile(member, 'tfjs', unsaid, (json) => {
    json.object(({ text }) => {
      if (text === 'weightsManifest' && json.tokens.kind === '[') json.array(() => readGroup(json));
      else json.skip(text);
    });
  });
  return unsaid.problems.errors === 0 ? paths : [];
}
