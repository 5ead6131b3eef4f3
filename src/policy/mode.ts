import { describe, invalidArgument } from '../core/errors.js';
import { MODES, type Mode } from '../core/report.js';
import type { Environment } from './environment.js';

/** What each place says about the mode; absent where it says nothing. */
export interface ModePlaces {
  /** Call option or command-line flag. */
  readonly option?: string | undefined;
  readonly env: Environment;
  readonly configFile?: string | undefined;
  readonly preset?: string | undefined;
}

export interface ResolvedMode {
  readonly mode: Mode;
  /** Which place decided, for people. */
  readonly source: string;
}

/**
 * The mode of one call, strongest place first: option, environment, configuration file, preset, default. (Emergency
 * disable is stronger than all; see admission.ts.) Places below the one that decides are not read.
 * @throws UsageError `invalid_argument` naming the place whose value is no mode
 */
export function resolveMode({ option, env, configFile, preset }: ModePlaces): ResolvedMode {
  const places = [
    { name: 'mode', value: option, source: 'call option' },
    // an empty variable is an unset one, as in most shells' habits
    {
      name: 'PRESSPROOF_MODE',
      value: env['PRESSPROOF_MODE']?.trim() || undefined,
      source: 'environment PRESSPROOF_MODE',
    },
    { name: 'mode of the configuration file', value: configFile, source: 'configuration file' },
    { name: 'mode of the preset', value: preset, source: 'preset' },
  ];
  const decisive = places.find(({ value }) => value !== undefined);
  return decisive
    ? { mode: parseMode(decisive.name, decisive.value), source: decisive.source }
    : { mode: 'alert', source: 'default' };
}

/** @throws UsageError `invalid_argument` */
export function parseMode(name: string, value: unknown): Mode {
  const mode = MODES.find((known) => known === (typeof value === 'string' ? value.toLowerCase() : value));
  if (!mode) throw invalidArgument(name, `one of ${MODES.map(describe).join(', ')}`, value);
  return mode;
}
