import type { Switches } from './schema.js';

/** Every switch that is set, by the name that the configuration has for it; the emergency disable as `emergency`. */
export function switchesInWords({ settings, emergency }: Switches): ReadonlyMap<string, string> {
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
