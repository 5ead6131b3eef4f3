import { resolve } from 'node:path';
import { configParts, type Entry } from '../../config/index.js';
import { reasonOf } from '../../core/errors.js';
import type { Mode } from '../../core/modes.js';
import type { ControlFile } from '../../policy/control/index.js';

/** A mode of more than a single check. */
interface WideMode {
  readonly mode: Mode;
  /** undefined: of everything. */
  readonly suite: string | undefined;
}

/**
 * Modes of the configuration file that no longer hold since the control file states one of more, which is stronger; one
 * sentence each. Those of other environments too: their processes may follow the same control file.
 * @param switches - what the control file states now
 * @param file - the control file
 * @param config - path of `--config`
 */
export function overriddenModes(
  wide: WideMode,
  switches: ControlFile['settings'],
  file: string,
  config: string | undefined,
  env: NodeJS.ProcessEnv,
): string[] {
  try {
    const parts = configParts(config, env);
    if (parts === null) return [];
    const path = resolve(file);
    const others = [...(parts.environments?.values() ?? [])].filter((part) => follows(part, path));
    const everywhere = parts.common.filter((entry) => isNarrower(entry, wide) && isOverridden(entry, wide, switches));
    const elsewhere = others.flat().filter((entry) => isMode(entry) && isOverridden(entry, wide, switches));
    return [
      ...everywhere.map((entry) => `${sentenceOf(entry)}; keep it with: ${commandFor(entry)}`),
      ...elsewhere.map((entry) => `${sentenceOf(entry)}; that environment keeps it with a control file of its own`),
    ];
  } catch (error) {
    // the switch is made, and a configuration that cannot be read takes nothing back
    return [`Whether that overrides modes of the configuration is unknown: ${reasonOf(error)}`];
  }
}

/** Whether processes of an environment may have this control file: its part of the configuration names no other. */
function follows(part: readonly Entry[], path: string): boolean {
  const own = part.find(({ field }) => field === 'control.file')?.value;
  return typeof own !== 'string' || resolve(own) === path;
}

function isMode({ field }: Entry): boolean {
  return field === 'mode' || /^(suites|checks)\.\w+\.mode$/.test(field);
}

function isNarrower(entry: Entry, { suite }: WideMode): boolean {
  return isMode(entry) && (suite === undefined ? entry.field !== 'mode' : entry.field.startsWith('checks.'));
}

function isOverridden({ field, value }: Entry, { mode }: WideMode, { checks = {} }: ControlFile['settings']): boolean {
  const [group, id = ''] = field.split('.');
  // a check that the control file speaks of itself is decided there
  return value !== null && value !== mode && !(group === 'checks' && checks[id]?.mode !== undefined);
}

function sentenceOf({ field, value, source }: Entry): string {
  return `overrides ${field} ${String(value)} (${source})`;
}

function commandFor({ field, value }: Entry): string {
  const [group, id = ''] = field.split('.');
  return `pressproof control mode ${String(value)} --${group === 'suites' ? 'suite' : 'check'} ${id}`;
}
