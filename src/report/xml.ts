/**
 * Characters that XML 1.0 (5th edition, section 2.2) cannot hold, not even as a reference: C0 controls except tab,
 * line feed and carriage return, lone surrogates, U+FFFE and U+FFFF. Replaced, so that a file name cannot break a report.
 */
// oxlint-disable-next-line no-control-regex -- these are the very characters to be found
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

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

/** Text for element content and quoted attributes alike. */
export function xmlText(value: string): string {
  return value.replace(NOT_XML, '\ufffd').replace(/[&<>"'\t\n\r]/g, (char) => ENTITIES[char] ?? char);
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
