import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { OPCODES } from './opcodes.js';
import { walkPickle } from './walk.js';

/** Pickles that are followed one behind the other; a file may have as many as it likes. */
const FOLLOWED = 100;

/** What lies behind STOP: whoever loads twice runs a second pickle, and nobody expects other bytes. */
export function noteTrailing(source: ByteSource, start: number, context: ReadContext): void {
  let end = start;
  for (let count = 0; end < source.size && count < FOLLOWED; count += 1) {
    const left = source.size - end;
    const isOpcode = OPCODES[source.read(end, 1)[0] ?? 0] !== undefined;
    const found = isOpcode ? 'another pickle behind it' : `${left} bytes behind it`;
    context.problems.add({
      rule: isOpcode ? 'pickle_second' : 'pickle_trailing_bytes',
      concern: 'safety',
      severity: 'error',
      file: source.name,
      offset: end,
      part: null,
      message: `Expected the file to end with STOP, found ${found}`,
    });
    if (!isOpcode) return;
    const walk = walkPickle(source, context, { start: end, persistent: false });
    if (walk.result === null) return;
    end = walk.end;
  }
}
