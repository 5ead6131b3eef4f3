import { invalidArgument, UsageError } from '../core/errors.js';
import { didYouMean } from './did-you-mean.js';
import { readDocument } from './document.js';
import { entriesOf, isObject, type Entry } from './layer.js';

/** The deployment that this process belongs to, and the variable that says so. */
export interface DeploymentEnvironment {
  readonly variable: string;
  readonly name: string;
}

/** What a configuration file states. */
export interface ConfigParts {
  /** Parts for deployment environments, by name: stronger than what holds everywhere. null: the file speaks of none. */
  readonly environments: ReadonlyMap<string, Entry[]> | null;
  readonly common: Entry[];
}

/**
 * Entries of a configuration file: JSON by its extension, YAML otherwise. An empty file states nothing.
 * @param name - what named the file, for errors: `--config` or `PRESSPROOF_CONFIG`
 * @throws UsageError `invalid_argument`, `invalid_config`, `unknown_field`
 */
export function readConfigFile(path: string, name: string): ConfigParts {
  return partsOf(readDocument(path, name), path);
}

function partsOf(document: unknown, path: string): ConfigParts {
  const where = ` in ${path}`;
  if (!isObject(document)) {
    // of another format, such as INI, all is one text to YAML
    throw invalidArgument(
      `the configuration${where}`,
      'an object, in YAML such as "mode: shadow" or in JSON,',
      document,
    );
  }
  if (document['environments'] === undefined) {
    return { environments: null, common: entriesOf(document, `file ${path}`, where) };
  }
  const { environments, ...common } = document;
  if (!isObject(environments)) throw invalidArgument(`environments${where}`, 'an object', environments);
  // all of them are checked: the one for production must not wait for production to be found wrong
  const parts = Object.entries(environments).map(([name, part]) => {
    const entries = entriesOf(part ?? {}, `file ${path} environments.${name}`, ` in environments.${name}${where}`);
    return [name, entries] as const;
  });
  return { environments: new Map(parts), common: entriesOf(common, `file ${path}`, where) };
}

/**
 * The part for the environment that is stated; undefined: there is none for it.
 * @param environment - null: none is stated
 * @throws UsageError `invalid_argument` where PRESSPROOF_ENV names no part
 */
export function chosenPart(
  { environments: parts }: ConfigParts,
  path: string,
  environment: DeploymentEnvironment | null,
): Entry[] | undefined {
  const part = environment ? parts?.get(environment.name) : undefined;
  // DEPLOYMENT_ENV belongs to others too, and they may know environments that we need no part for
  if (part || !parts || environment?.variable !== 'PRESSPROOF_ENV') return part;
  const names = [...parts.keys()];
  const { message } = invalidArgument(
    environment.variable,
    `one of ${names.join(', ')}, as in ${path}`,
    environment.name,
  );
  throw new UsageError('invalid_argument', `${message}${didYouMean(environment.name, names)}`);
}
