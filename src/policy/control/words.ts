import type { Switches } from './schema.js';

/** A switch that a change moved, by its name; undefined: it was, or is, not set. */
export interface Difference {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a change moved. */
export function differences(old: Switches, next: Switches): Difference[] {
  const [before, after] = [switchesInWords(old), switchesInWords(next)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((each) => each.before !== each.after);
}

/** `mode: unset → shadow` */
export function differenceText({ name, before = 'unset', after = 'unset' }: Difference): string {
  return `${name}: ${before} → ${after}`;
}

/** Every switch that is set, by the name that the configuration has for it; the emergency disable as `emergency`. */
function switchesInWords({ settings, emergency }: Switches): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const collect = (group: object, prefix: string): void => {
    for (const [name, value] of Object.entries(group) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) collect(value, `${prefix}${name}.`);
      else words.set(`${prefix}${name}`, String(value));
    }
  };
  collect(settings, '');
  if (emergency) words.set('emergency', `disabled${emergency.until === null ? '' : ` until ${emergency.until}`}`);
  return words;
}
