import { FormatError } from '../../errors.js';
import { ProblemList } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { directoryOf, type Directory } from './directory.js';
import { memberOf } from './local.js';
import { notePicklesWithin } from './pickles-within.js';
import { isBomb, isSymlink, wrongsOf } from './rules.js';
import { noteLayout } from './tiling.js';
import { tried } from './tried.js';
import { wayOut } from './way-out.js';

/** What an ordinary archive must not have either; what else writers of models keep to, others do as they like. */
const ALWAYS_WRONG = ['zip_special_file', 'zip_bomb_ratio'];

/** What keeps an archive from being listed here, though it is none the worse for it. */
const LISTED_ELSEWHERE = ['zip_name', 'zip_extra_field', 'zip_second_name', 'zip_too_many_members', 'zip_spanned'];

/**
 * Judges a zip archive that is no model, such as one of pictures or a document: for bombs, for what would land elsewhere when
 * it is unpacked, and for pickles in it that run something. What else its members hold is not looked at, and that is said.
 */
export function judgeOtherArchive(source: ByteSource, context: ReadContext): void {
  const { problems } = context;
  const directory = directoryIn(source);
  const at = { file: source.name, part: null } as const;
  if (directory instanceof FormatError && !LISTED_ELSEWHERE.includes(directory.code)) {
    const { code: rule, offset, part, message } = directory;
    problems.add({ ...at, rule, concern: 'format', severity: 'error', offset, part, message });
    return;
  }
  if (!(directory instanceof FormatError)) noteDangers(source, directory, context);
  const message =
    directory instanceof FormatError
      ? `Expected a model, found a zip archive that cannot be listed here: ${directory.message}`
      : `Expected a model, found a zip archive without one, whose members (${directory.entries.length}) were judged by names, sizes and pickles only`;
  problems.add({ ...at, rule: 'zip_unread', concern: 'safety', severity: 'unread', offset: 0, message });
}

function noteDangers(source: ByteSource, directory: Directory, context: ReadContext): void {
  const { problems } = context;
  const { entries, end } = directory;
  for (const entry of entries) {
    const place = { severity: 'error', file: source.name, offset: entry.at, part: entry.name } as const;
    for (const wrong of wrongsOf(entry)) if (ALWAYS_WRONG.includes(wrong.rule)) problems.add({ ...wrong, ...place });
    const way = wayOut(source, entry, end.start);
    if (way === null) continue;
    const message = `Expected members that stay in the folder they are unpacked in, found ${way}`;
    problems.add({ rule: isSymlink(entry) ? 'zip_symlink' : 'zip_slip', concern: 'safety', ...place, message });
  }
  const place = { file: source.name, offset: 0, part: null } as const;
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (isBomb({ compressed: source.size, size })) {
    const message = `Expected an archive that becomes some of its ${source.size} bytes, found one that becomes ${size}`;
    problems.add({ rule: 'zip_bomb_ratio', concern: 'safety', severity: 'error', ...place, message });
  }
  const strict = new ProblemList();
  // of one whose header differs from the directory nothing is known of where it lies
  const found = entries.flatMap((entry) => tried(() => memberOf(source, entry, end.start)) ?? []);
  const apart = noteLayout(source, found, end, strict);
  // gaps and comments are nobody's concern; the same bytes in two members are a bomb
  for (const problem of strict.kept) if (problem.rule === 'zip_overlap') problems.add(problem);
  notePicklesWithin(source, apart, context);
}

function directoryIn(source: ByteSource): Directory | FormatError {
  try {
    return directoryOf(source);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}
