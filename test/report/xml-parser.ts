/** A well-formed XML element. Text is what an XML processor would hand over, entities resolved. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
// oxlint-disable-next-line no-control-regex -- the XML 1.0 production Char, negated
const NOT_CHAR = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const NAME = '[A-Za-z_][A-Za-z0-9_.-]*';

/** A strict parser of the XML that needs no DTD, CDATA or comments; throws at the first byte that is not well-formed. */
export function parseXml(document: string): XmlElement {
  const bad = NOT_CHAR.exec(document);
  if (bad) throw new Error(`Not an XML character at ${bad.index}`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  if (!document.startsWith(declaration)) throw new Error('No XML declaration');
  let at = declaration.length;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = at;
    const match = sticky.exec(document);
    if (match) at += match[0].length;
    return match;
  };
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${JSON.stringify(document.slice(at, at + 40))}`);
  };

  const element = (): XmlElement => {
    const open = take(new RegExp(`<(${NAME})`)) ?? fail('No start tag');
    const name = open[1] as string;
    const attributes: Record<string, string> = {};
    for (;;) {
      const attribute = take(new RegExp(`\\s+(${NAME})="([^"<]*)"`));
      if (!attribute) break;
      const key = attribute[1] as string;
      if (Object.hasOwn(attributes, key)) fail(`Attribute ${key} twice`);
      // attribute-value normalisation: literal white space becomes a space, references do not
      attributes[key] = resolve((attribute[2] as string).replace(/[\t\n\r]/g, ' '));
    }
    if (take(/\s*\/>/)) return { name, attributes, children: [], text: '' };
    if (!take(/\s*>/)) fail('No end of tag');
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      const chars = take(/[^<]+/)?.[0] ?? '';
      if (chars.includes(']]>')) fail(']]> in text');
      text += resolve(chars.replace(/\r\n?/g, '\n'));
      const close = take(new RegExp(`</(${NAME})\\s*>`));
      if (close) {
        if (close[1] !== name) fail(`</${close[1]}> closes <${name}>`);
        return { name, attributes, children, text };
      }
      children.push(element());
    }
  };

  take(/\s*/);
  const root = element();
  take(/\s*/);
  if (at !== document.length) fail('Something after the root element');
  return root;
}

function resolve(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+)?(;?)/gi, (whole, name: string | undefined, end: string) => {
    if (name === undefined || end === '') throw new Error(`Bare & in ${JSON.stringify(text)}`);
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
    const char = ENTITIES[name];
    if (char === undefined) throw new Error(`Unknown entity ${whole}`);
    return char;
  });
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
