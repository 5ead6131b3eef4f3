import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/**
 * A name for a file of our own beside `target`, where renaming is one step: hidden, short whatever the target is called,
 * and recognisable should a killed process leave it behind: `.pressproof-<pid>-<random><extension>`.
 */
export function temporaryBeside(target: string, extension: string): string {
  return join(dirname(target), `.pressproof-${process.pid}-${randomBytes(8).toString('hex')}${extension}`);
}

/** Whether a path is of a file that `temporaryBeside` named. */
export function isTemporary(path: string): boolean {
  return /^\.pressproof-\d+-[0-9a-f]{16}/.test(basename(path));
}
