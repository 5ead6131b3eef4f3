import type { Command } from 'commander';
import type { ExitCode } from '../policy/decision.js';
import { addAssign } from './experiment/assign.js';
import { addList } from './experiment/list.js';
import { addReport } from './experiment/report.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

const AFTER = `
An experiment and its arms are written in the configuration (experiments). A subject is put to it by --experiment NAME of
compress and validate, by the option experiment of the library, or by the field experiment of the server.

Examples:
  pressproof compress in.gif -o out.gif --experiment gifsicle-trial
  pressproof experiment list
  pressproof experiment report gifsicle-trial`;

/** Every subcommand, in the order of the help. */
const SUBCOMMANDS = [addList, addReport, addAssign];

export function addExperiment(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const experiment = program
    .command('experiment')
    .summary('A/B experiments: which there are, what they show so far, which arm a subject belongs to')
    .description('Compares the arms of experiments, in a way that looking often does not make wrong.')
    .addHelpText('after', epilogue(AFTER));
  for (const add of SUBCOMMANDS) add(experiment, io, finish);
}
