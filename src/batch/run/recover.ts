import type { Journal } from '../journal/journal.js';
import type { Publisher } from './publisher.js';

/**
 * Publishes what was committed and not published, before anything else is done. An item whose file is nowhere is done
 * again.
 * @throws RunFault, StoreError
 */
export async function recover(journal: Journal, publisher: Publisher): Promise<void> {
  for (const { key, staged, target, sha256 } of journal.pending()) {
    if (await publisher.has(staged, sha256)) await publisher.publish(staged, target);
    else if (!(await publisher.has(target, sha256))) {
      journal.forget(key);
      continue;
    }
    journal.commit([], [key]);
  }
}
