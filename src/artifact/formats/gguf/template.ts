import type { Keys } from './key.js';
import type { Notes } from './notes.js';
import { KEPT_TEXT } from './text.js';

/** Characters; the longest templates of real models have some 50,000. */
const LONG = 2 ** 16;

/**
 * What reaches from a template into the interpreter that renders it (as in CVE-2024-34359). Names are looked for without
 * what joins them, so `'__cl' ~ 'ass__'` is one.
 */
const INTERNALS =
  /__(?:class|globals|subclasses|mro|bases?|builtins|import|init|dict|getattribute|getattr|code|closure|func|self|module|reduce|reduce_ex|loader|spec)__|\b(?:gi_frame|cr_frame|f_globals|f_builtins|func_globals|os\s*\.\s*(?:popen|system|environ)|subprocess|importlib|eval\s*\(|exec\s*\()/;
const IMPORT = /^[-+]?\s*(?:import|include|extends|from)\b|\bimport\s*\(|\bimport\s+[a-z_]/;
/** Characters written by their numbers, which no template of a chat needs for letters and underscores. */
const ESCAPED = /\\(?:x5f|x6f|u005f|u006f|137)/i;

/** Templates of chats are programs: whoever renders them runs them. */
export function judgeTemplates(keys: Keys, notes: Notes): void {
  for (const [name, { type, value, valueAt }] of keys) {
    if (!/^tokenizer\.chat_template(\.|$)/.test(name) || type !== 'string') continue;
    const text = typeof value === 'string' ? value : '';
    // behind its length
    const place = (index: number) => ({ offset: valueAt + 8 + Buffer.byteLength(text.slice(0, index)), part: name });
    const found = unsafeCode(text);
    if (found) {
      const message = `Expected a template that only writes a chat, found ${JSON.stringify(found.text)}: it reaches into the interpreter`;
      notes.error('template_unsafe', place(found.index), message, 'safety');
    }
    if (typeof value !== 'string' || text.length >= KEPT_TEXT / 4) {
      const message = `Expected a template of at most ${LONG} characters, found one too long to be judged`;
      notes.error('template_length', place(0), message, 'safety');
    } else if (text.length > LONG) {
      const message = `Expected a template of at most ${LONG} characters, found ${text.length}`;
      notes.warning('template_length', place(0), message, 'safety');
    }
  }
}

interface Found {
  readonly text: string;
  readonly index: number;
}

/** The first place where a tag does what it should not; what stands outside of tags is text. */
function unsafeCode(template: string): Found | null {
  for (const { index, code } of tagsOf(template)) {
    const joined = code.replaceAll(/['"](?:\s*[~+])?\s*['"]/g, '');
    const match = INTERNALS.exec(joined) ?? IMPORT.exec(outsideTexts(code)) ?? ESCAPED.exec(code);
    if (!match) continue;
    const within = Math.max(0, code.indexOf(match[0]));
    return { text: match[0].trim().slice(0, 60), index: index + within };
  }
  return null;
}

/** A tag without the texts in it: in those, words are only words. */
function outsideTexts(code: string): string {
  return code.replaceAll(/'[^']*'|"[^"]*"/g, "''");
}

/** What stands between `{{` and `}}`, `{%` and `%}`; one that is not closed goes on to the end. */
function* tagsOf(template: string): Iterable<{ readonly index: number; readonly code: string }> {
  const opening = /\{[{%]/g;
  for (let match = opening.exec(template); match; match = opening.exec(template)) {
    const index = opening.lastIndex;
    const end = template.indexOf(match[0] === '{{' ? '}}' : '%}', index);
    yield { index, code: template.slice(index, end < 0 ? undefined : end) };
    if (end < 0) return;
    opening.lastIndex = end + 2;
  }
}
