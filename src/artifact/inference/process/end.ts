import { constants } from 'node:os';

/** Characters of a line of last words. */
const WORDS = 300;

/** How a loader's process ended, from its exit and what it wrote to standard error. */
export function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  written: string,
): { readonly code: 'loader_died' | 'memory_limit'; readonly message: string } {
  const words = lastWords(written);
  // a program that starts another tells its signal as 128 + its number
  const name = signal ?? signalOf(code);
  const how = name === null ? `with exit code ${code}` : `by signal ${name}`;
  const message = `The loader ended ${how}${words === null ? ' without a word' : `: ${words}`}`;
  return { code: isOfMemory(written) ? 'memory_limit' : 'loader_died', message };
}

/** Whether a runtime says that it got no memory. */
export function isOfMemory(text: string): boolean {
  return /out of memory|bad_alloc|cannot allocate memory|(failed|unable) to alloc|alloc\w* (of \d+ bytes )?failed/i.test(
    text,
  );
}

/** The line that names the fault, else the last one. */
function lastWords(written: string): string | null {
  const lines = written
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const fault = lines.find((line) => /ASSERT|FATAL|terminate called|what\(\)|^\w*Error\b/.test(line));
  return (fault ?? lines.at(-1))?.slice(0, WORDS) ?? null;
}

function signalOf(code: number | null): string | null {
  if (code === null || code <= 128) return null;
  return Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0] ?? null;
}
