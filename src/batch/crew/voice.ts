import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** Characters of the last words of a process: a line that names the fault. */
const LAST_WORDS = 300;

/**
 * What a worker process says on its standard error. Lines of its log are passed on; the rest, such as the stack that
 * Node prints when memory runs out, only tells why it ended.
 */
export function listenTo(stream: Readable, onLog: (line: string) => void): { lastWords(): string | null } {
  let fault: string | null = null;
  createInterface({ input: stream }).on('line', (line) => {
    if (line.startsWith('{')) return onLog(line);
    // the first line that begins with an error is the cause, those after it are its stack
    if (fault === null && /^(Uncaught )?(\w*Error\b|FATAL ERROR)/.test(line)) fault = line.trim().slice(0, LAST_WORDS);
  });
  return { lastWords: () => fault };
}
