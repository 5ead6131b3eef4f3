import { readdirSync, readlinkSync, type Dirent } from 'node:fs';
import { openFailure } from '../../core/regular-file.js';
import { isSystemError } from '../../core/system-error.js';
import { ArtifactError } from '../errors.js';
import type { Problem } from '../problem.js';

type Kind = 'file' | 'folder' | 'link' | 'other';

/** One entry of a folder. */
export interface Entry {
  /** Where it is not text, with U+FFFD for the bytes that are none. */
  readonly name: string;
  /** Whether the name is UTF-8, so that the entry can be opened and reported under it. */
  readonly isText: boolean;
  readonly kind: Kind;
}

/** @throws ArtifactError `unreadable` */
export function entriesOf(folder: string): Entry[] {
  return listed(folder).map((entry) => {
    const name = entry.name.toString('utf8');
    return { name, isText: Buffer.from(name).equals(entry.name), kind: kindOf(entry) };
  });
}

function listed(folder: string): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw openFailure(folder, error, ArtifactError);
  }
}

function kindOf(entry: Dirent<Buffer>): Kind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** What is wrong with a name: it cannot be said in a report, or says something else than it seems to. */
export function nameProblem(name: string, { isText }: Entry): Problem | null {
  if (!isText) {
    const message = `Expected a name in UTF-8, found ${JSON.stringify(name)}: what it holds was not looked at`;
    return layoutProblem('layout_name_not_utf8', name, message);
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/[\u0000-\u001f\u007f]/.test(name)) return null;
  return layoutProblem(
    'layout_name_control',
    name,
    `Expected a name of printable characters, found ${JSON.stringify(name)}`,
  );
}

/** What is neither a file nor a folder does not belong into an artifact. @param path - where it lies */
export function strayProblem(name: string, kind: Kind, path: string): Problem | null {
  if (kind === 'link') {
    const message = `Expected a file, found ${name} as a symbolic link${targetOf(path)}, which is not followed`;
    return layoutProblem('layout_symlink', name, message);
  }
  if (kind !== 'other') return null;
  return layoutProblem('layout_special_file', name, `Expected a file or folder, found ${name} as neither`);
}

/** Where a link leads, for a sentence; empty where that cannot be told. */
function targetOf(path: string): string {
  try {
    return ` to ${JSON.stringify(readlinkSync(path).slice(0, 200))}`;
  } catch (error) {
    // gone again, or not to be read: what it is was said
    if (isSystemError(error)) return '';
    throw error;
  }
}

function layoutProblem(rule: string, file: string, message: string): Problem {
  return { rule, concern: 'layout', severity: 'error', file, offset: null, part: null, message };
}
