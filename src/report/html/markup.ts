import { jsonText, visible } from '../../core/visible.js';

/** Text that is HTML already. Only `html` and `raw` make it, so that everything else gets escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[] | null | undefined;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // parsers turn it into a line feed
  '\r': '\\u000d',
};

/** Text for element content and quoted attributes alike. */
export function escapeHtml(value: string): string {
  return visible(value).replace(/[&<>"'\r]/g, (char) => ENTITIES[char] ?? char);
}

/** A template whose holes are escaped, unless they are Markup. null and undefined leave nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + write(values[index - 1]) + part));
}

/** Trusted text of our own: style sheets, scripts. Never anything from a report. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** JSON for a script element: no `</script>` and no `<!--` can be spelled, and old parsers get no line separators. */
export function jsonIsland(value: unknown): Markup {
  return new Markup(
    jsonText(value).replace(/[<>&]/g, (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    }),
  );
}

function write(value: Value): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'number' ? String(value) : value.map(({ text }) => text).join('');
}
