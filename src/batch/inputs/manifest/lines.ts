import { UsageError } from '../../../core/errors.js';
import { textBytes } from './text-bytes.js';

/** Bytes of one line: some hundred times what two paths take. */
const LONGEST_LINE = 2 ** 20;

const NEWLINE = 0x0a;

/**
 * Lines of a text file, UTF-8, without their ends; the last one may have none. One line is in memory at a time.
 * @throws UsageError `invalid_manifest` for one that is too long
 */
export async function* linesOf(path: string): AsyncGenerator<{ readonly text: string; readonly line: number }, void> {
  let line = 0;
  let rest: Buffer[] = [];
  let held = 0;
  const take = (last: Buffer) => {
    line += 1;
    const text = Buffer.concat([...rest, last]).toString('utf8');
    [rest, held] = [[], 0];
    return { text: (line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, ''), line };
  };
  for await (const chunk of textBytes(path)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
    held += chunk.length - start;
    if (held > LONGEST_LINE) {
      throw new UsageError('invalid_manifest', `Line ${line + 1} of ${path} is longer than ${LONGEST_LINE} bytes`);
    }
  }
  if (held > 0) yield take(Buffer.alloc(0));
}
