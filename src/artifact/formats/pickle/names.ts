import type { Made, Value } from './values.js';

/** Characters of a name; a path through values that hold each other is as long as it likes. */
const LONGEST = 500;

/**
 * What the calls within a value are called: the keys that lead to them, joined by dots as torch does it; the first path
 * counts. Each value is visited once, however often others hold it.
 */
export function namesOf(root: Value): Map<Value, string> {
  const names = new Map<Value, string>();
  const seen = new Set<Value>([root]);
  const waiting: [value: Value, name: string][] = [[root, '']];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, name] = next;
    if (value.kind === 'made') names.set(value, name);
    // the last is taken up first
    for (const [child, key] of childrenOf(value).reverse()) {
      if (seen.has(child)) continue;
      seen.add(child);
      waiting.push([child, joined(name, key)]);
    }
  }
  return names;
}

function childrenOf(value: Value): [child: Value, key: string | null][] {
  switch (value.kind) {
    case 'tuple':
    case 'list':
      return value.items.map((item, index) => [item, String(index)]);
    case 'dict':
      return value.entries.map(([key, item], index) => [item, keyOf(key, index)]);
    case 'made':
      return madeChildren(value);
    default:
      return [];
  }
}

/** What a call is given belongs to what it gives, and has its name. */
function madeChildren({ args, entries }: Made): [Value, string | null][] {
  return [
    ...args.map((item): [Value, null] => [item, null]),
    ...entries.map(([key, item], index): [Value, string] => [item, keyOf(key, index)]),
  ];
}

function keyOf(key: Value, index: number): string {
  if (key.kind === 'text' && key.text !== null) return key.text;
  return key.kind === 'whole' && key.value !== null ? String(key.value) : `entry ${index}`;
}

function joined(name: string, key: string | null): string {
  if (key === null || name.length > LONGEST) return name;
  return (name === '' ? key : `${name}.${key}`).slice(0, LONGEST);
}
