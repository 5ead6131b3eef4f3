import { existsSync, readFileSync, statSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { decision } from '../observe/decisions.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

/** Where SQLite's shared lock begins (PENDING_BYTE + 2, os.h): who has none is taken for gone, and the log for nobody's. */
const SHARED_FIRST = 0x40000002;

/** Whether this process holds SQLite's shared lock on a file: `POSIX ADVISORY READ <pid> <device>:<inode> <start> <end>`. */
function isHeld(path: string): boolean {
  const { ino } = statSync(path);
  const held = new RegExp(`POSIX +ADVISORY +\\w+ +${process.pid} +\\w+:\\w+:${ino} +${SHARED_FIRST} `);
  return held.test(readFileSync('/proc/locks', 'utf8'));
}

test.runIf(existsSync('/proc/locks'))(
  'opening a database that this process has open already leaves its locks alone',
  () => {
    const path = join(scratch, `${randomUUID()}.db`);
    const first = openStore(path);
    first.record([decision({ id: randomUUID(), at: Date.now() })]);
    expect(isHeld(path)).toBe(true);
    openStore(path).close();
    expect(isHeld(path)).toBe(true);
    expect(first.stats().decisions).toBe(1);
    first.close();
  },
);
