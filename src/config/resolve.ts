import { refuseContradictions } from './contradictions.js';
import { checked, entriesOf, isObject, type Entry } from './layer.js';
import { DEFAULTS, FIELD_NAMES, recordEntry } from './defaults.js';
import { chosenPart, readConfigFile, type ConfigParts } from './file.js';
import { ENVIRONMENT_VARIABLES, FILE_VARIABLE, NO_STORE, VARIABLES } from './plain.js';
import { PRESETS } from './presets.js';
import { settingsSchema, type Settings } from './schema.js';

export interface SettingsInput {
  /** Command-line flags or call options, strongest first: see `entriesOf` and `entryOf`. */
  readonly flags?: readonly Entry[] | undefined;
  /** Settings that the control file at a path states now. Without it such a file is left alone. */
  readonly readControl?: ((path: string) => unknown) | undefined;
  /** Path of `--config`; without it PRESSPROOF_CONFIG names the file. */
  readonly configFile?: string | undefined;
  /** Default: the process's own. Spelt out, so that the published types need nobody's @types/node. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /**
   * Where each field came from, by dotted name: `flag --set`, `control file a.json`, `environment PRESSPROOF_MODE`,
   * `file a.yaml environments.green`, `file a.yaml`, `preset batch`, `default`.
   */
  readonly sources: Readonly<Record<string, string>>;
  /** How strong that place is, 0 the strongest; a default, which has none here, is the weakest. */
  readonly ranks: Readonly<Record<string, number>>;
}

/**
 * The settings that hold: flags, then control file, then environment, then the configuration file's part for the
 * deployment environment, then the rest of it, then preset, then default.
 * Every source is checked, also where a stronger one wins.
 * @throws UsageError naming the field as it was written
 */
export function resolveSettings(input: SettingsInput = {}): ResolvedSettings {
  const { flags = [], readControl, configFile, env = process.env } = input;
  const before = [flags.map(checked), fromEnvironment(env), ...fromFile(configFile, env)];
  const [own, ...others] = before as [Entry[], ...Entry[][]];
  const layers = [own, fromControl(before.flat(), readControl), ...others];
  const preset = layers.flat().find(({ field }) => field === 'preset')?.value as Settings['preset'] | undefined;
  if (preset) layers.push(entriesOf(PRESETS[preset], `preset ${preset}`));
  const stated = layers.flat();
  if (stated.length === 0) return { settings: copyOf(DEFAULTS), sources: ALL_DEFAULT, ranks: {} };
  const tree: Record<string, unknown> = {};
  const sources: Record<string, string> = { ...ALL_DEFAULT };
  const ranks: Record<string, number> = {};
  for (const field of new Set(stated.map(fieldOf))) {
    // strongest first, so the first one wins
    const rank = layers.findIndex((layer) => layer.some((entry) => fieldOf(entry) === field));
    const winner = layers[rank]!.find((entry) => fieldOf(entry) === field)!;
    ranks[field] = rank;
    const { source, value } = winner.field === field ? winner : recordOf(field, stated);
    sources[field] = source;
    place(tree, field.split('.'), value);
  }
  const settings = settingsSchema().parse(tree);
  refuseContradictions(settings, sources);
  return { settings, sources, ranks };
}

/** Where nothing is stated, which has no contradictions: a call of most applications. Frozen, as all such calls share it. */
const ALL_DEFAULT: ResolvedSettings['sources'] = Object.freeze(
  Object.fromEntries(FIELD_NAMES.map((field) => [field, 'default'])),
);

/** Of plain data, in a quarter of the time that structuredClone takes for as little. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf(value[key]);
  return copy as T;
}

/** The field that an entry states, or states a part of. */
function fieldOf({ field }: Entry): string {
  return recordEntry(field)?.record ?? field;
}

/** What single names state, over the strongest statement of the whole record, with all places that have a say in it. */
function recordOf(field: string, stated: readonly Entry[]): Pick<Entry, 'value' | 'source'> {
  const own = stated.filter((entry) => fieldOf(entry) === field);
  const whole = own.findIndex((entry) => entry.field === field);
  const single = whole === -1 ? own : own.slice(0, whole);
  const named = single.map((entry) => [recordEntry(entry.field)!.key, entry.value] as const);
  const said = [...single, own[whole] ?? []].flat();
  return {
    value: { ...(own[whole]?.value as object | undefined), ...Object.fromEntries(named.toReversed()) },
    source: [...new Set(said.map(({ source }) => source))].join(', '),
  };
}

/** @param stated - everything else, strongest first, which says where the control file is */
function fromControl(stated: readonly Entry[], read: SettingsInput['readControl']): Entry[] {
  const path = stated.find(({ field }) => field === 'control.file')?.value as string | null | undefined;
  if (!path || !read) return [];
  return controlEntries(read(path) ?? {}, path);
}

/**
 * Entries of what a control file states.
 * @throws UsageError for a suite or a check that does not exist
 */
export function controlEntries(settings: unknown, path: string): Entry[] {
  return entriesOf(settings, `control file ${path}`, ` in ${path}`);
}

function fromEnvironment(env: NonNullable<SettingsInput['env']>): Entry[] {
  return Object.entries(VARIABLES).flatMap(([name, field]) => {
    const text = env[name];
    // an empty variable is how shells spell an absent one
    if (text === undefined || text === '') return [];
    const value = valueIn(field, text);
    return [checked({ field, value, name, source: `environment ${name}` })];
  });
}

/** Variables are texts. What is no number where one is asked for stays as it is, and the schema refuses it as written. */
function valueIn(field: string, text: string): number | string | null {
  if (field === 'store.path' && text === NO_STORE) return null;
  if (field !== 'sampling.rate' || text.trim() === '' || Number.isNaN(Number(text))) return text;
  return Number(text);
}

function fromFile(configFile: string | undefined, env: NonNullable<SettingsInput['env']>): Entry[][] {
  const parts = configParts(configFile, env);
  const path = configFile ?? env[FILE_VARIABLE];
  if (parts === null || path === undefined) return [];
  const deployment = ENVIRONMENT_VARIABLES.find((name) => (env[name] ?? '') !== '');
  const environment = deployment === undefined ? null : { variable: deployment, name: env[deployment]! };
  return [chosenPart(parts, path, environment) ?? [], parts.common];
}

/**
 * What the configuration file states, for every environment; null: no file is named.
 * @param configFile - path of `--config`; without it PRESSPROOF_CONFIG names the file
 * @throws UsageError naming the field as it was written
 */
export function configParts(
  configFile: string | undefined,
  env: NonNullable<SettingsInput['env']>,
): ConfigParts | null {
  if (configFile !== undefined) return readConfigFile(configFile, '--config');
  const path = env[FILE_VARIABLE];
  return path === undefined || path === '' ? null : readConfigFile(path, FILE_VARIABLE);
}

function place(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) tree[key] = value;
  else place((tree[key] ??= {}) as Record<string, unknown>, rest, value);
}
