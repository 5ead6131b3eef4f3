import { ProblemList } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { looksPickled } from '../pickle/sniff.js';
import { walkPickle } from '../pickle/walk.js';
import { MOST_FOR_PICKLES, withinBudget } from './archive.js';
import { contentOf } from './content.js';
import { isReadable, STORED, type Member } from './entry.js';
import { tried } from './tried.js';

/**
 * Follows the pickles among the members of an archive that is no model: whoever unpacks it loads them. What they would run is
 * noted; whether they are whole is nobody's concern here.
 */
export function notePicklesWithin(source: ByteSource, members: readonly Member[], context: ReadContext): void {
  const readable = members.filter(isReadable);
  const inflated = withinBudget(readable, MOST_FOR_PICKLES, Math.min(MOST_FOR_PICKLES, context.budget.maxHeldBytes));
  for (const member of readable) {
    if (member.method !== STORED && !inflated.has(member)) continue;
    // what cannot be inflated no reader of archives gets at
    const content = tried(() => contentOf(source, member, MOST_FOR_PICKLES));
    if (!content || !looksPickled(content)) continue;
    const problems = new ProblemList();
    walkPickle(content, { ...context, problems }, { start: 0, persistent: true, rawArrays: true });
    for (const problem of problems.kept) if (problem.concern === 'safety') context.problems.add(problem);
  }
}
