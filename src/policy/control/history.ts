import { open, readFile, truncate } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { isSystemError } from '../../core/system-error.js';
import {
  controlSchemas,
  MAX_TEXT,
  NO_SWITCHES,
  type Change,
  type ControlFile,
  type HistoryLine,
  type Switches,
} from './schema.js';

/** A change as the history tells it. */
export interface RecordedChange extends Change {
  /** Why it is not in force although it was written down; null: it was or is. */
  readonly withdrawn: string | null;
}

export interface History {
  /** The oldest first. */
  readonly changes: readonly RecordedChange[];
  /** What could not be read, one sentence each. */
  readonly problems: readonly string[];
}

/** @param text - lines of JSON, the first of which may have lost its beginning, and the last its end */
export function parseHistory(text: string, path: string): History {
  const changes: Change[] = [];
  const withdrawn = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    if (written === '') continue;
    const line = parseLine(written);
    if (line === null) problems.push(`line ${index + 1} of ${path} cannot be read`);
    else if ('withdrawn' in line) withdrawn.set(line.withdrawn, line.why);
    else changes.push(line);
  }
  return { changes: changes.map((change) => ({ ...change, withdrawn: withdrawn.get(change.id) ?? null })), problems };
}

function parseLine(written: string): HistoryLine | null {
  try {
    return controlSchemas().line.safeParse(JSON.parse(written)).data ?? null;
  } catch {
    // no JSON: the caller says which line it is
    return null;
  }
}

/** The last change that is or was in force. */
export function lastInForce({ changes }: History): RecordedChange | null {
  return changes.findLast(({ withdrawn }) => withdrawn === null) ?? null;
}

/** @throws what the operating system refuses; a history that is not there is empty */
export async function readHistory(path: string): Promise<History> {
  try {
    return parseHistory(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return { changes: [], problems: [] };
    throw error;
  }
}

/** The line is on the disk when this resolves. */
export async function appendLine(path: string, line: HistoryLine): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.writeFile(`${JSON.stringify(line)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what an interrupted `appendLine` left: a line without its end, whose change was therefore never made. */
export async function cutTornLine(path: string): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const whole = bytes.lastIndexOf('\n') + 1;
  if (whole < bytes.length) await truncate(path, whole);
}

/**
 * The line that makes a history agree with the file again; null: it does. They part in two ways. A process that ended
 * between writing its change down and renaming the file into place leaves a change that never came into force: the file
 * still holds what that change found. Everything else was done by somebody who did not use `changeControl`.
 * @param file - null: there is none
 */
export function reconcile(history: History, file: ControlFile | null, at: string, id: string): HistoryLine | null {
  const last = lastInForce(history);
  const found = switchesOf(file);
  if (isDeepStrictEqual(found, last?.new ?? NO_SWITCHES)) return null;
  if (last && isDeepStrictEqual(found, last.old)) {
    const why = 'the file is as before it: its process ended before it took effect, or the older file was put back';
    return { withdrawn: last.id, at, why };
  }
  const action = file ? 'edited by other means' : 'removed by other means';
  // whoever edits by hand seldom changes what the file says of its last change
  const isOwnWord = file !== null && !history.changes.some((change) => change.id === file.revision);
  const why = isOwnWord ? `${file.changedBy}: ${file.reason}`.slice(0, MAX_TEXT) : '';
  return { id, at, by: null, action, why, old: last?.new ?? NO_SWITCHES, new: found };
}

export function switchesOf(file: ControlFile | null): Switches {
  return file ? { settings: file.settings, emergency: file.emergency } : NO_SWITCHES;
}
