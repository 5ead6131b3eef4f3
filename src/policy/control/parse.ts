import type { z } from 'zod';
import { describe, reasonOf, UsageError } from '../../core/errors.js';
import { controlSchemas, type ControlFile } from './schema.js';

/** What else may be wrong with settings that are well-formed, e.g. a check that does not exist. Throws it. */
export type SettingsCheck = (settings: ControlFile['settings']) => void;

/**
 * The content of a control file.
 * @param path - for errors
 * @throws UsageError `invalid_control_file`, and what `check` throws
 */
export function parseControl(text: string, path: string, check?: SettingsCheck): ControlFile {
  const document = parseJson(text, path);
  const { success, data, error } = controlSchemas().file.safeParse(document);
  if (!success) throw invalid(inWords(error, document, path));
  check?.(data.settings);
  return data;
}

function parseJson(text: string, path: string): unknown {
  try {
    // editors on Windows begin JSON with a byte order mark
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw invalid(`${path} is no JSON: ${reasonOf(error)}`);
  }
}

function invalid(message: string): UsageError {
  return new UsageError('invalid_control_file', message);
}

/** The first thing that is wrong: whoever mends it runs into the next one by itself. */
function inWords({ issues }: z.ZodError, document: unknown, path: string): string {
  const issue = issues[0]!;
  const name = issue.path.join('.') || 'the control file';
  if (issue.code === 'unrecognized_keys') return `Unknown field ${[...issue.path, issue.keys[0]].join('.')} in ${path}`;
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
    document,
  );
  return `Expected ${expected(issue)} for ${name} in ${path} but received ${describe(value)}`;
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'invalid_type':
      return issue.expected === 'record' || issue.expected === 'object' ? 'an object' : `a ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `a number of at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `a text of at most ${issue.maximum} characters`
        : `a number of at most ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'datetime' ? 'a time such as 2026-01-31T12:00:00Z' : 'a name';
    case 'invalid_key':
      return 'lower case letters, digits and _ as the name';
    default:
      return issue.message;
  }
}
