import type { Journal } from '../journal/journal.js';
import type { Publisher } from './publisher.js';

/** What an earlier process of a run left half done. */
export interface Recovered {
  /** Items whose files had not been published. */
  readonly published: number;
  /** Items whose files are nowhere: they are done again. */
  readonly forgotten: number;
}

/** Publishes what was committed and not published, before anything else is done. @throws RunFault, StoreError */
export async function recover(journal: Journal, publisher: Publisher): Promise<Recovered> {
  let [published, forgotten] = [0, 0];
  for (const { key, staged, target, sha256 } of journal.pending()) {
    if (await publisher.has(staged, sha256)) await publisher.publish(staged, target);
    else if (!(await publisher.has(target, sha256))) {
      journal.forget(key);
      forgotten += 1;
      continue;
    }
    journal.commit([], [key]);
    published += 1;
  }
  return { published, forgotten };
}
