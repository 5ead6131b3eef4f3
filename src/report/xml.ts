import { visible } from '../core/visible.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // only `]]>` needs it, but a bare > reads as markup to people too
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // parsers turn these into spaces inside attributes unless they are references
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * Text for element content and quoted attributes alike. What XML 1.0 (5th edition, section 2.2) cannot hold, not even as a
 * reference, is among what is made visible: a file name cannot break a report.
 */
export function xmlText(value: string): string {
  return visible(value).replace(/[&<>"'\t\n\r]/g, (char) => ENTITIES[char] ?? char);
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its children, which are XML already. Undefined attributes are left out. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}
