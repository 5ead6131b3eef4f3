import {
  ProgramError,
  runProgram,
  type ProgramInput,
  type ProgramOptions,
  type ProgramOutput,
} from '../core/run-program.js';
import { EngineError } from './errors.js';

export type ProcessLimits = Pick<ProgramOptions, 'timeoutMs' | 'signal' | 'cwd'>;

// a compressor that says more than this is in a loop; its first 64 KiB hold the cause
const OUTPUT_LIMIT = 2 ** 16;

/** Messages in English, so that logs read alike everywhere. */
const ENGLISH = { LANG: 'C', LC_ALL: 'C' };

/**
 * Runs a compressor to its end, see runProgram.
 * @throws EngineError `engine_missing`, `engine_failed` (with what it wrote to stderr), `engine_timeout`, `aborted`, or
 * what `input` threw
 */
export async function run(
  program: string,
  args: readonly string[],
  limits: ProcessLimits,
  input?: ProgramInput,
): Promise<ProgramOutput> {
  const { timeoutMs, signal, cwd } = limits;
  const own = { environment: ENGLISH, keptBytes: OUTPUT_LIMIT, beyond: 'cut' } as const;
  try {
    return await runProgram(program, args, { timeoutMs, signal, cwd, ...own }, input);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const code = error.code === 'aborted' ? 'aborted' : `engine_${error.code}`;
    throw new EngineError(code, error.message, { cause: error.cause });
  }
}

/** Non-empty lines of what a program wrote. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
