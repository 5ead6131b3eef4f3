import type { Journal } from '../journal/journal.js';
import { BlockedTarget } from './blocked.js';
import type { Publisher } from './publisher.js';

/**
 * Publishes what was committed and not published, before anything else is done. An item whose file is nowhere is done
 * again, one whose target is blocked is an error.
 * @throws RunFault, StoreError
 */
export async function recover(journal: Journal, publisher: Publisher): Promise<void> {
  for (const { key, staged, target, sha256 } of journal.pending()) {
    if (await publisher.has(staged, sha256)) {
      const blocked = await blockedAt(publisher.publish(staged, target));
      journal.commit([], blocked ? [] : [key], blocked ? [{ key, blocked }] : []);
    } else if (await publisher.has(target, sha256)) journal.commit([], [key]);
    else journal.forget(key);
  }
}

/** null: it is published. */
async function blockedAt(publishing: Promise<void>): Promise<BlockedTarget | null> {
  try {
    await publishing;
    return null;
  } catch (error) {
    if (error instanceof BlockedTarget) return error;
    throw error;
  }
}
