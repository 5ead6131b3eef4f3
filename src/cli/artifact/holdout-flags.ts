import type { Command } from 'commander';
import { METRIC_NAMES, type HoldoutExpectation, type MetricName } from '../../artifact/holdout/example.js';
import { invalidArgument } from '../../core/errors.js';
import { flagOf } from '../../report/command-line.js';
import { choiceFor, numberFor, placeFor } from '../arguments.js';
import { wordsFor } from './flags.js';

export interface HoldoutFlags {
  readonly holdout?: string;
  readonly metric?: MetricName;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly metricCommand?: readonly string[];
  readonly lowerIsBetter?: boolean;
}

/** A holdout, and by what it is judged. */
export function addHoldout(command: Command): Command {
  const boundFor = (name: string) => numberFor(name, 'a number', () => true);
  return command
    .option(
      '--holdout <file>',
      'examples it never saw, with the right answers, JSON Lines',
      placeFor('--holdout', 'a file'),
    )
    .option(
      '--metric <name>',
      `how it is judged by them: ${METRIC_NAMES.join(', ')}`,
      choiceFor('--metric', METRIC_NAMES),
    )
    .option('--minimum <number>', 'what a metric has to reach of which more is better', boundFor('--minimum'))
    .option('--maximum <number>', 'what a metric may be of which less is better: perplexity', boundFor('--maximum'))
    .option(
      '--metric-command <program>',
      'reads the answers and prints the metric: words, or a JSON list of them; no shell',
      wordsFor('--metric-command'),
    )
    .option('--lower-is-better', 'less is better of what --metric-command prints');
}

/** @throws UsageError for what nothing can be judged by */
export function holdoutOf(flags: HoldoutFlags): HoldoutExpectation | undefined {
  const { holdout: path, metric, minimum, maximum, metricCommand: command, lowerIsBetter } = flags;
  const stated = Object.entries({ metric, minimum, maximum, metricCommand: command, lowerIsBetter }).find(
    ([, value]) => value !== undefined,
  );
  if (path === undefined) {
    if (!stated) return undefined;
    throw invalidArgument(flagOf(stated[0]), '--holdout FILE with it', stated[1]);
  }
  const program = '--metric-command PROGRAM with it';
  if (metric === 'command' && !command) throw invalidArgument('--metric', program, metric);
  if (lowerIsBetter && !command) throw invalidArgument('--lower-is-better', program, lowerIsBetter);
  // a program that is given is what is asked for, whatever the file says
  const asked = metric ?? (command && 'command');
  return { path, metric: asked, minimum, maximum, command, commandLowerIsBetter: lowerIsBetter };
}
