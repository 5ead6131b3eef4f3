import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Command } from 'commander';
import { ARTIFACT_CHECK_IDS } from '../../artifact/checks/ids.js';
import { sha256In } from '../../artifact/expected-digest.js';
import { invalidArgument, reasonOf, UsageError } from '../../core/errors.js';
import { addLooking } from '../judging.js';
import { addMode, addSources } from '../settings.js';

/** Settings and judging of commands that judge artifacts. */
export function addArtifactJudging(command: Command, ids: readonly string[] = ARTIFACT_CHECK_IDS): Command {
  const levels =
    'full (every byte), sampled (a part of each tensor), structural (headers only: no digest, nothing is run)';
  return addLooking(addSources(addMode(command), 'limits.maxArtifactBytes=1e9'), ids, levels);
}

/** A parser of `--name VALUE` for commander: a sha256. */
export function sha256For(name: string) {
  return (text: string): string => {
    const digest = sha256In(text);
    if (digest !== null) return digest;
    throw invalidArgument(name, 'a sha256, 64 hex digits', text);
  };
}

/** A parser of `--name VALUE` for commander: a program and its arguments, as words or, where these hold blanks, as JSON. */
export function wordsFor(name: string) {
  return (text: string): readonly string[] => {
    const isList = text.trimStart().startsWith('[');
    const words = isList
      ? z.array(z.string()).safeParse(jsonIn(text)).data
      : text.split(/\s+/).filter((word) => word !== '');
    if (words === undefined || !words[0]) throw invalidArgument(name, 'a program and its arguments', text);
    return words;
  };
}

/** A JSON object of numbers. @throws UsageError */
export async function numbersIn(path: string): Promise<Readonly<Record<string, number>>> {
  const expected = 'a JSON file of an object of numbers';
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('invalid_argument', `Expected ${expected} for --reported: ${reasonOf(cause)}`, { cause });
  });
  const read = z.record(z.string(), z.number()).safeParse(jsonIn(text));
  if (!read.success) throw invalidArgument('--reported', expected, path);
  return read.data;
}

/** undefined: it is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
