import type { Problem, ProblemList } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { EndRecord } from './end-record.js';
import type { Entry, Member } from './entry.js';

/** Two members of one name: which of them is read depends on the reader, and some do not tell upper from lower case. */
export function noteNames(source: ByteSource, entries: readonly Entry[], problems: ProblemList): void {
  const seen = new Map<string, string>();
  for (const { name, at } of entries) {
    const same = seen.get(name.toLowerCase());
    if (same === undefined) {
      seen.set(name.toLowerCase(), name);
      continue;
    }
    const found = same === name ? 'a second member of it' : 'another that differs in case only';
    const message = `Expected one member of each name, found ${found}`;
    const place = { file: source.name, offset: at, part: name };
    problems.add({ rule: 'zip_duplicate_name', concern: 'safety', severity: 'error', ...place, message });
  }
}

/**
 * Every byte of the file belongs to one member, the directory or its end: nothing overlaps, and nothing hides between.
 * @returns the members that lie apart: to read the others would read the same bytes as often as somebody likes
 */
export function noteLayout(
  source: ByteSource,
  members: readonly Member[],
  end: EndRecord,
  problems: ProblemList,
): Member[] {
  const note = (rule: string, offset: number, message: string, part: string | null = null) => {
    const problem: Problem = { rule, concern: 'safety', severity: 'error', file: source.name, offset, part, message };
    problems.add(problem);
  };
  const apart: Member[] = [];
  let position = 0;
  for (const member of members.toSorted((a, b) => a.start - b.start)) {
    const { start, end: next, name } = member;
    if (start < position) {
      note('zip_overlap', start, `Expected the member from byte ${position} on, found it inside another`, name);
      continue;
    }
    apart.push(member);
    if (start > position && position === 0) {
      note('zip_prefix', 0, `Expected the archive to begin with its first member, found ${start} bytes before it`);
    } else if (start > position) {
      note('zip_gap', position, `Expected members one behind the other, found ${start - position} bytes of none`);
    }
    position = next;
  }
  if (position < end.start) {
    const rule = position === 0 ? 'zip_prefix' : 'zip_gap';
    note(rule, position, `Expected the directory at byte ${position}, found ${end.start - position} bytes before it`);
  }
  const behind = end.start + end.size;
  if (behind < end.at) {
    note('zip_gap', behind, `Expected the end record at byte ${behind}, found ${end.at - behind} bytes before it`);
  }
  const left = source.size - end.end;
  if (left !== end.commentLength) {
    const message = `Expected ${end.commentLength} bytes of comment behind the end record, found ${left} bytes`;
    note('zip_trailing_bytes', end.end, message);
  } else if (left > 0) {
    note('zip_comment', end.end, `Expected no comment, found one of ${left} bytes, which no member accounts for`);
  }
  return apart;
}
