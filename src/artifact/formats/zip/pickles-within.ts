import { FormatError } from '../../errors.js';
import { ProblemList } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { looksPickled } from '../pickle/sniff.js';
import { walkPickle } from '../pickle/walk.js';
import { withinBudget } from './archive.js';
import { contentOf } from './content.js';
import { isReadable, STORED, type Member } from './entry.js';

/** Bytes that compressed members may become, together: a pickle that may run code is smaller. */
const MOST_INFLATED = 2 ** 24;

/**
 * Follows the pickles among the members of an archive that is no model: whoever unpacks it loads them. What they would run is
 * noted; whether they are whole is nobody's concern here.
 */
export function notePicklesWithin(source: ByteSource, members: readonly Member[], context: ReadContext): void {
  const readable = members.filter(isReadable);
  const inflated = withinBudget(readable, MOST_INFLATED, Math.min(MOST_INFLATED, context.budget.maxHeldBytes));
  for (const member of readable) {
    if (member.method !== STORED && !inflated.has(member)) continue;
    const content = contentIn(source, member);
    if (!content || !looksPickled(content)) continue;
    const problems = new ProblemList();
    walkPickle(content, { ...context, problems }, { start: 0, persistent: true, rawArrays: true });
    for (const problem of problems.kept) if (problem.concern === 'safety') context.problems.add(problem);
  }
}

/** null: it cannot be inflated, so no reader of archives gets at it. */
function contentIn(source: ByteSource, member: Member): ByteSource | null {
  try {
    return contentOf(source, member, MOST_INFLATED);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}
