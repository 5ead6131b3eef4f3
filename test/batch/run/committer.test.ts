import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../../../src/batch/journal/journal.js';
import { BlockedTarget } from '../../../src/batch/run/blocked.js';
import { BLOCKED } from '../../../src/batch/tried-again.js';
import { Committer } from '../../../src/batch/run/committer.js';
import { Publisher } from '../../../src/batch/run/publisher.js';
import { temporaryFolder } from '../../support/engine-run.js';
import { keyOf, resultRow } from '../rows.js';

test('the file of a blocked item is removed once its error is committed, so that no kill leaves it without both', async () => {
  const folder = temporaryFolder();
  const journal = new Journal(join(folder, 'run.db'));
  /** What the journal says of the item while its file is removed. */
  const known: (string | null)[] = [];
  class Refusing extends Publisher {
    override publish = () => Promise.reject(new BlockedTarget(BLOCKED, 'a folder is at its place'));
    override discard = () => Promise.resolve(void known.push(journal.errorOf(keyOf(0))));
  }
  const faults: unknown[] = [];
  const committer = new Committer({
    journal,
    publisher: new Refusing([], folder),
    onCommitted: () => {},
    onBlocked: () => {},
    onFault: (error) => faults.push(error),
  });
  committer.add({ row: resultRow({ ordinal: 0 }), decision: null, staged: '/staged/0.gif', target: '/outputs/0.gif' });
  await committer.drain();
  expect({ known, faults }).toEqual({ known: [BLOCKED], faults: [] });
  journal.close();
});
