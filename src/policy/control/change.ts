import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { invalidArgument, reasonOf, UsageError } from '../../core/errors.js';
import { appendLine, cutTornLine, lastInForce, readHistory, reconcile, switchesOf } from './history.js';
import type { History } from './history.js';
import type { Intent, Made } from './intents.js';
import { withLock, type Held } from './lock.js';
import { parseControl, type SettingsCheck } from './parse.js';
import { placeOf, prepare, type Place } from './place.js';
import { readControlFile } from './read.js';
import { MAX_CONTROL_BYTES, MAX_TEXT, NO_SWITCHES, signature } from './schema.js';
import type { Change, ControlFile, HistoryLine, Switches } from './schema.js';

export interface ChangeOptions {
  readonly by: NonNullable<Change['by']>;
  readonly why: string;
  /** ms since 1970. */
  readonly now?: number | undefined;
  /** Replace a file that cannot be read; its last recorded state is what the change begins with. */
  readonly force?: boolean | undefined;
  readonly check?: SettingsCheck | undefined;
}

export interface Changed {
  /** null: nothing was to be changed. */
  readonly change: Change | null;
  readonly switches: Switches;
  /** What was found beside and put right, for the operator, one sentence each. */
  readonly notes: readonly string[];
}

/** What a change begins with. */
interface Found {
  readonly file: ControlFile | null;
  /** Why the file cannot be read; then `switches` are those recorded last. */
  readonly problem: string | null;
  readonly switches: Switches;
  readonly history: History;
}

/**
 * Changes the switches of a control file: one change at a time over all processes, written down with who, when and why,
 * and seen by readers whole or not at all. The history has the change before the file has it, and renaming the file is
 * what makes it: a process that dies in between leaves a line that the next change recognises and withdraws, see
 * `reconcile`.
 * @throws UsageError `invalid_control_file` when there is a file that cannot be read, unless `force`; PressproofError
 *   `locked`, `lock_lost`; what the operating system refuses. Then nothing was changed.
 */
export async function changeControl(path: string, intent: Intent, options: ChangeOptions): Promise<Changed> {
  return await edit(path, options, ({ problem, switches }, made) => {
    if (problem !== null && !options.force) throw unreadable(problem);
    const over = problem === null ? '' : ' over a file that could not be read';
    return { action: `${intent.action}${over}`, switches: intent.apply(switches, made) };
  });
}

/** The id of the state before the first change. */
export const INITIAL = 'initial';

/**
 * Restores an earlier state, which is a change like any other.
 * @param id - the change whose state comes back; undefined: the state before the last change, which for a file that
 *   cannot be read is the one recorded last
 * @throws UsageError `unknown_change`, and as `changeControl`
 */
export async function rollback(path: string, id: string | undefined, options: ChangeOptions): Promise<Changed> {
  return await edit(path, options, (found) => {
    if (id !== undefined) return { action: `rollback to ${id}`, switches: stateAfter(id, found.history) };
    const last = lastInForce(found.history);
    if (!last) throw new UsageError('unknown_change', `There is no change of ${path} to roll back`);
    if (found.problem !== null) return { action: `rollback to ${last.id}`, switches: last.new };
    return { action: `rollback of ${last.id}`, switches: last.old };
  });
}

/** All changes, the oldest first. @throws what the operating system refuses */
export async function history(path: string): Promise<History> {
  return await readHistory((await placeOf(path)).history);
}

/** What the next change would put right in the history, one sentence each. @throws what the operating system refuses */
export async function pending(path: string, file: ControlFile | null): Promise<string[]> {
  const line = reconcile(await history(path), file, '', '');
  return line === null ? [] : [noteOf(line)];
}

function noteOf(line: HistoryLine): string {
  return 'withdrawn' in line ? `Change ${line.withdrawn} is not in force: ${line.why}` : `The file was ${line.action}`;
}

type Decide = (found: Found, made: Made) => { readonly action: string; readonly switches: Switches };

async function edit(path: string, options: ChangeOptions, decide: Decide): Promise<Changed> {
  const { by, why, now = Date.now() } = options;
  const place = await placeOf(path);
  return await withLock(place.lock, async (held) => {
    const made = { by: signature(by), at: new Date(now).toISOString(), why };
    const { found, notes } = await examine(place, options, made.at);
    const { action, switches } = decide(found, made);
    const isSame = found.file !== null && isDeepStrictEqual(switches, switchesOf(found.file));
    if (isSame) return { change: null, switches, notes };
    const change = { id: freshId(found), at: made.at, by, action, why, old: found.switches, new: switches };
    await write(place, change, held, options.check);
    return { change, switches, notes };
  });
}

/** The present state, with a history that agrees with it. */
async function examine(place: Place, { check }: ChangeOptions, at: string): Promise<{ found: Found; notes: string[] }> {
  await cutTornLine(place.history);
  const past = await readHistory(place.history);
  const { file, problem } = await readNow(place.path, check);
  if (problem !== null) {
    return { found: { file, problem, switches: lastInForce(past)?.new ?? NO_SWITCHES, history: past }, notes: [] };
  }
  const line = reconcile(past, file, at, freshId({ file, history: past }));
  if (line === null) return { found: { file, problem, switches: switchesOf(file), history: past }, notes: [] };
  await appendLine(place.history, line);
  const history = await readHistory(place.history);
  return { found: { file, problem, switches: switchesOf(file), history }, notes: [noteOf(line)] };
}

async function readNow(path: string, check: SettingsCheck | undefined) {
  const found = await readControlFile(path);
  if (found.kind === 'unreadable') return { file: null, problem: found.problem };
  if (found.kind === 'absent') return { file: null, problem: null };
  try {
    return { file: parseControl(found.text, path, check), problem: null };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { file: null, problem: error.message };
  }
}

async function write(place: Place, change: Change, held: Held, check?: SettingsCheck): Promise<void> {
  const { id, at, by, why } = change;
  const file = {
    schemaVersion: 1,
    revision: id,
    changedAt: at,
    changedBy: by ? signature(by) : 'unknown',
    reason: why,
    ...change.new,
  };
  const text = `${JSON.stringify(file, null, 2)}\n`;
  // what readers would refuse is not written, e.g. an older state with a check that no longer exists
  parseControl(text, place.path, check);
  if (Buffer.byteLength(text) > MAX_CONTROL_BYTES) {
    throw invalidArgument('the control file', `at most ${MAX_CONTROL_BYTES} bytes`, Buffer.byteLength(text));
  }
  // what can fail comes first: a full disk and missing permissions show here
  const prepared = await prepare(place, text);
  try {
    await held.confirm();
    await appendLine(place.history, change);
    try {
      await held.confirm();
      await prepared.commit();
    } catch (error) {
      await appendLine(place.history, { withdrawn: id, at, why: reasonOf(error).slice(0, MAX_TEXT) });
      throw error;
    }
  } catch (error) {
    await prepared.discard();
    throw error;
  }
}

/** 32 random bits, as short as people can tell each other. */
function freshId({ file, history: { changes } }: Pick<Found, 'file' | 'history'>): string {
  for (;;) {
    const id = randomBytes(4).toString('hex');
    if (id !== file?.revision && !changes.some((change) => change.id === id)) return id;
  }
}

function stateAfter(id: string, { changes }: History): Switches {
  if (id === INITIAL) return changes[0]?.old ?? NO_SWITCHES;
  const found = changes.find((change) => change.id === id);
  if (found) return found.new;
  const { message } = invalidArgument('the change', `the id of one in the history, or ${INITIAL},`, id);
  throw new UsageError('unknown_change', `${message}; pressproof control history lists them`);
}

function unreadable(problem: string): UsageError {
  const remedy =
    'Nothing was changed. Mend the file, bring the state back that was recorded last (pressproof control rollback), ' +
    'or change that state and replace the file (--force)';
  return new UsageError('invalid_control_file', `${problem}. ${remedy}`);
}
