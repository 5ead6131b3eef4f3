import { CommanderError } from 'commander';
import { PressproofError, reasonOf, UsageError } from '../core/errors.js';
import { isSystemError, systemReason } from '../core/system-error.js';
import { EngineError } from '../engines/errors.js';
import { EXIT, type ExitCode } from '../policy/decision.js';

/** What an error ends the process with, and what a person is told; null: nothing, it has been said. */
export interface Fault {
  readonly code: ExitCode;
  readonly message: string | null;
  /** Whether the help would have told. */
  readonly usage: boolean;
}

/** The engine cannot be asked this on this machine: the caller has to change the call or the machine. */
const USAGE_CODES = ['unknown_engine', 'unsupported_parameter', 'engine_missing'];

export function faultOf(error: unknown): Fault {
  if (error instanceof CommanderError) {
    // help and version are results; everything else is wrong usage
    if (error.exitCode === 0) return { code: EXIT.success, message: null, usage: false };
    // a command without its subcommand printed its help already
    if (error.code === 'commander.help') return { code: EXIT.usage, message: null, usage: false };
    return { code: EXIT.usage, message: error.message.replace(/^error: /, ''), usage: true };
  }
  if (error instanceof UsageError) return { code: EXIT.usage, message: error.message, usage: true };
  if (error instanceof EngineError && USAGE_CODES.includes(error.code)) {
    return { code: EXIT.usage, message: error.message, usage: false };
  }
  if (error instanceof PressproofError) return { code: EXIT.failed, message: reasonOf(error), usage: false };
  if (isSystemError(error)) return { code: EXIT.failed, message: systemMessage(error), usage: false };
  // a mistake of ours: the trace is what its report needs
  return {
    code: EXIT.failed,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    usage: false,
  };
}

/** In the order of every command line: what, then why. */
function systemMessage(error: NodeJS.ErrnoException): string {
  return error.path === undefined ? error.message : `${error.path}: ${systemReason(error)}`;
}
