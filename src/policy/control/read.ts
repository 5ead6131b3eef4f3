import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PressproofError, reasonOf } from '../../core/errors.js';
import { isSystemError } from '../../core/system-error.js';
import { MAX_CONTROL_BYTES } from './schema.js';

/** What was found under a path. */
export type Reading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly problem: string };

type OnAnswer = () => void;

/** Which part of a file of what size is read. */
interface Part {
  readonly maxBytes: number;
  /** Of a longer file its end is read, instead of nothing. */
  readonly tail: boolean;
}

const WHOLE: Part = { maxBytes: MAX_CONTROL_BYTES, tail: false };
/** Room for the last line of a history, which repeats the switches twice. */
const TAIL: Part = { maxBytes: 4 * MAX_CONTROL_BYTES, tail: true };

// a pipe of that name must not hold us until somebody writes to it; Windows knows no such flag
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** @param onAnswer - hears each time that the disk has answered */
export async function readControlFile(path: string, onAnswer: OnAnswer = () => undefined): Promise<Reading> {
  return await reading(path, WHOLE, onAnswer);
}

export function readControlFileSync(path: string): Reading {
  return readingSync(path, WHOLE);
}

/** The last lines of the history that belongs to a control file. */
export async function readHistoryTail(path: string, onAnswer: OnAnswer = () => undefined): Promise<Reading> {
  // where there is no file its history lies beside the name
  const place = await realpath(path).catch(() => path);
  onAnswer();
  return await reading(historyPath(place), TAIL, onAnswer);
}

export function readHistoryTailSync(path: string): Reading {
  return readingSync(historyPath(realpathOr(path)), TAIL);
}

/** @param place - the control file itself, not a link to it */
export function historyPath(place: string): string {
  return `${place}.history.jsonl`;
}

function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // as in readHistoryTail
    return path;
  }
}

async function reading(path: string, part: Part, onAnswer: OnAnswer): Promise<Reading> {
  try {
    const file = await openAnew(path, onAnswer);
    try {
      onAnswer();
      const there = await file.stat();
      onAnswer();
      const { start, buffer } = extent(there, part, path);
      let filled = 0;
      for (let got = -1; got !== 0 && filled < buffer.length; filled += got) {
        got = (await file.read(buffer, filled, buffer.length - filled, start + filled)).bytesRead;
        onAnswer();
      }
      return { kind: 'text', text: buffer.toString('utf8', 0, filled) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return refusal(path, error);
  }
}

function readingSync(path: string, part: Part): Reading {
  try {
    const file = openAnewSync(path);
    try {
      const { start, buffer } = extent(fstatSync(file), part, path);
      let filled = 0;
      for (let got = -1; got !== 0 && filled < buffer.length; filled += got) {
        got = readSync(file, buffer, filled, buffer.length - filled, start + filled);
      }
      return { kind: 'text', text: buffer.toString('utf8', 0, filled) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return refusal(path, error);
  }
}

/**
 * Opening is when NFS asks its server what a file holds (RFC 7530, section 10.3.1). That a name is absent, or that it
 * stood for a file which is gone, it believes of itself until the folder is opened.
 */
async function openAnew(path: string, onAnswer: OnAnswer): Promise<FileHandle> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    onAnswer();
    if (!mayBeOutdated(error)) throw error;
    const folder = await open(dirname(path), 'r');
    onAnswer();
    await folder.close();
    onAnswer();
    return await open(path, FLAGS);
  }
}

function openAnewSync(path: string): number {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    if (!mayBeOutdated(error)) throw error;
    closeSync(openSync(dirname(path), 'r'));
    return openSync(path, FLAGS);
  }
}

function mayBeOutdated(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ESTALE');
}

/** What of a file is read, by its size when it was opened. */
function extent(there: Stats, { maxBytes, tail }: Part, path: string): { start: number; buffer: Buffer } {
  if (!there.isFile()) throw new PressproofError('no_file', `${path} is no regular file`);
  if (there.size > maxBytes && !tail) {
    throw new PressproofError('too_large', `${path} has ${there.size} bytes, and at most ${maxBytes} are read`);
  }
  const length = Math.min(there.size, maxBytes);
  return { start: there.size - length, buffer: Buffer.alloc(length) };
}

function refusal(path: string, error: unknown): Reading {
  if (!isSystemError(error)) return { kind: 'unreadable', problem: reasonOf(error) };
  if (error.code !== 'ENOENT') return { kind: 'unreadable', problem: `${path} cannot be read (${error.code})` };
  // a name in no folder is a wrong name, or a disk that is not there
  return error.path === path ? { kind: 'absent' } : { kind: 'unreadable', problem: `there is no folder ${error.path}` };
}
