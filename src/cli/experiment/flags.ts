import type { Command } from 'commander';
import { invalidArgument } from '../../core/errors.js';

/** Flags of commands whose subjects may be put to an experiment. */
export interface DrawFlags {
  readonly experiment?: string;
  readonly sampleKey?: string;
}

export function addDraw(command: Command): Command {
  return command
    .option('--experiment <name>', 'put the subject to a configured experiment: it is treated as its arm says')
    .option('--sample-key <key>', 'what is drawn into samples and arms (default: the sha256 of the original)', keyOf);
}

function keyOf(text: string): string {
  if (text !== '') return text;
  throw invalidArgument('--sample-key', 'a text that is not empty', text);
}
