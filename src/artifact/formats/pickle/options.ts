import type { Problem } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { GlobalUses } from './globals.js';

/** What the walk of a pickle is given. */
export interface MachineOptions {
  readonly source: ByteSource;
  readonly uses: GlobalUses;
  readonly maxHeldBytes: number;
  /** Whether the reader of such files makes storages of persistent ids; without, they end an unpickler. */
  readonly persistent: boolean;
  /** Whether its reader is joblib's, which takes arrays from between the opcodes. */
  readonly rawArrays: boolean;
  /** Told of whatever is wrong, file aside. */
  readonly note: (problem: Pick<Problem, 'rule' | 'concern' | 'offset' | 'message'> & Partial<Problem>) => void;
}

/** Notes that something may run. @param expectedAndFound - "a list for APPEND, found a dict" */
export function unsafe({ note }: MachineOptions, rule: string, offset: number, expectedAndFound: string): void {
  note({ rule, concern: 'safety', offset, message: `Expected ${expectedAndFound}` });
}
