import type { Member } from '../contents.js';
import type { ReadContext } from '../formats/format.js';
import type { JsonReader } from '../json/reader.js';
import type { AcrossFiles } from './across.js';
import { note } from './notes.js';
import { readJsonFile } from './read-json.js';

/** Files in which a loader looks for the code that it is to run (`auto_map`). */
const CONFIGS = /(^|\/)(config|(tokenizer|processor|preprocessor|feature_extractor|generation|adapter)_config)\.json$/;
/** What an interpreter runs, also where it has to be unpacked first. */
const SCRIPT = /\.(py|pyc|pyw|sh|bash|js|mjs|cjs|ps1|bat|cmd|rb|pl)(\.gz)?$/i;

/**
 * Code that comes with a model: an `auto_map` names classes that a loader with trust_remote_code imports, and so runs.
 * From the artifact itself that is a warning; from another repository it is refused, because nobody can look at it here.
 */
export function judgeCarriedCode({ layout, context }: AcrossFiles): void {
  if (layout.kind !== 'folder') return;
  for (const member of layout.members) {
    if (CONFIGS.test(member.name)) judgeAutoMap(member, context);
    if (!SCRIPT.test(member.name)) continue;
    const message = `Expected files that only hold data, found ${member.name}, which is code`;
    const severity = 'warning';
    note(context.problems, { rule: 'code_file', concern: 'safety', severity, file: member.name, offset: 0, message });
  }
}

function judgeAutoMap(member: Member, context: ReadContext): void {
  const read = (json: JsonReader): void => {
    const { tokens } = json;
    // a value is a name, or a list of names of which some are null
    const readName = (part: string): void => {
      if (tokens.kind === '[') return json.array(() => readName(part));
      if (tokens.kind === 'string') judgeName(member, { name: tokens.text, offset: tokens.offset, part }, context);
      json.skip(part);
    };
    if (tokens.kind !== '{') return json.skip();
    json.object(({ text }) => {
      if (text !== 'auto_map' || tokens.kind !== '{') return json.skip(text);
      json.object(({ text: part }) => readName(part), { part: 'auto_map' });
    });
  };
  readJsonFile(member, 'config', context, read);
}

function judgeName(
  { name: file }: Member,
  { name, offset, part }: { readonly name: string; readonly offset: number; readonly part: string },
  { problems }: ReadContext,
): void {
  const at = { file, offset, part, concern: 'safety' } as const;
  const shown = JSON.stringify(name.slice(0, 200));
  if (name.includes('--')) {
    const message = `Expected code of the artifact itself at most, found that of another repository: ${shown}`;
    note(problems, { ...at, rule: 'code_elsewhere', message });
    return;
  }
  const message = `Expected a model that loads without code of its own, found ${shown}, which trust_remote_code runs`;
  note(problems, { ...at, rule: 'code_auto_map', severity: 'warning', message });
}
