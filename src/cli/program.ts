import { Command } from 'commander';
import { VERSION } from '../guard/tool.js';
import type { ExitCode } from '../policy/decision.js';
import { addCompress } from './compress.js';
import { addConfig } from './config.js';
import { addEngines } from './engines.js';
import type { Io } from './io.js';
import { addProbe } from './probe.js';
import { addScan } from './scan.js';
import { addValidate } from './validate.js';

const AFTER = `
Exit codes:
  0 pass, warn (1 with --strict) or skipped   1 something failed   2 wrong usage or configuration
  3 inconclusive, nothing failed              130 interrupted

Examples:
  pressproof compress in.gif -o out.gif --engine sharp --colors 64 --report proof.html
  pressproof validate in.gif out.gif --operation lossy_compression
  pressproof scan images/`;

/** Every command, one line each. */
const COMMANDS = [addProbe, addValidate, addScan, addCompress, addEngines, addConfig];

/** @param finish - called once with the exit code of the command that ran */
export function programFor(io: Io, finish: (code: ExitCode) => void): Command {
  const program = new Command('pressproof')
    .description(
      'Wraps a compressor, measures its output against what was asked, and decides whether it may be published.',
    )
    .version(VERSION)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', AFTER);
  for (const add of COMMANDS) add(program, io, finish);
  throwInsteadOfExit(program);
  return program;
}

/** Errors of arguments become exceptions; their text is printed where all errors are. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().configureOutput({ outputError() {} });
  for (const child of command.commands) throwInsteadOfExit(child);
}
