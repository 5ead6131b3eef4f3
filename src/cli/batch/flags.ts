import type { Command } from 'commander';
import { JOBS, type JobKind } from '../../batch/item.js';
import { ALL_CHECK_IDS } from '../../config/suite-checks.js';
import { MOST_PROCESSES } from '../../batch/plan/plan.js';
import { invalidArgument } from '../../core/errors.js';
import { PARAMETER_NAMES, type ParameterName } from '../../engines/engine.js';
import { ENGINES } from '../../engines/index.js';
import { flagOf } from '../../report/command-line.js';
import type { AttestFlags } from '../attest-flags.js';
import { choiceFor, placeFor, wholeFor } from '../arguments.js';
import { addComparing, type JudgingFlags } from '../judging.js';
import type { ProgressFlags } from '../progress.js';
import { addCache, addMode, addSettings, type SettingsFlags } from '../settings.js';

/** Values of one parameter of the grid. */
type Values = readonly (string | number)[];

export interface BatchFlags
  extends AttestFlags, SettingsFlags, JudgingFlags, ProgressFlags, Readonly<Partial<Record<ParameterName, Values>>> {
  readonly out: string;
  readonly plan?: string;
  readonly engine?: readonly string[];
  readonly job?: JobKind;
  readonly against?: string;
  readonly suffix?: string;
  readonly resume?: boolean;
  readonly concurrency?: number;
  /** true: the environment names it. */
  readonly queue?: string | true;
  readonly outputs?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

const NOTES: Readonly<Record<ParameterName, string>> = {
  colors: 'colour limits, 2 to 256',
  frameRatio: 'shares of frames to keep, over 0 and at most 1',
  lossy: "strengths on the engine's own scale",
  dither: 'how colours that go are stood in for, with --colors',
  optimize: 'efforts spent on the same pixels, 1 to 3',
  quality: 'picture qualities in percent',
  fps: 'frames a second to show at most, over 0 and at most 50',
};

export function addBatchFlags(command: Command): Command {
  const names = ENGINES.map(({ name }) => name);
  const engineOf = choiceFor('--engine', names);
  command
    .requiredOption(
      '-o, --out <folder>',
      'the run: its results, and its outputs unless --outputs says where',
      placeFor('--out'),
    )
    .option('--plan <file>', 'what to do, YAML or JSON: inputs, recipes, place for outputs, settings')
    .option('--engine <name>', `try it; may be repeated: ${names.join(', ')}`, (name, before: string[] = []) => [
      ...before,
      engineOf(name),
    ]);
  for (const name of PARAMETER_NAMES) {
    const flag = flagOf(name);
    command.option(`${flag} <list>`, `${NOTES[name]}: each of them`, (text) => valuesIn(flag, text));
  }
  command
    .option('--job <job>', 'compress (default), validate pairs, scan, or validate artifacts', choiceFor('--job', JOBS))
    .option(
      '--against <folder>',
      'validate: the outputs, under the names of their originals',
      placeFor('--against', 'a folder or s3:// prefix'),
    )
    .option('--suffix <text>', 'validate: what names of outputs have before the extension, e.g. .min')
    .option('--resume', 'go on with the run; without INPUT with what it was begun with')
    .option(
      '--outputs <place>',
      'folder or s3:// prefix where outputs are published',
      placeFor('--outputs', 'a folder or s3:// prefix'),
    )
    .option('--concurrency <n>', 'worker processes (default: cores)', wholeFor('--concurrency', 1, MOST_PROCESSES))
    .option(
      '--queue [address]',
      'let workers on other machines work, e.g. redis://host:6379 (default: PRESSPROOF_QUEUE)',
    )
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change a verdict')
    .option('--quarantine <folder>', 'where enforce mode keeps rejected outputs (default: rejected/ in the run)')
    .option('--fail-open', 'publish in enforce mode when the validator itself crashed')
    .option('--json', 'the summary as JSON')
    .option('--quiet', 'print nothing that is not a result or a fault')
    .option('--no-progress', 'no progress');
  return addComparing(addCache(addSettings(addMode(command))), ALL_CHECK_IDS);
}

/** `a,b`; numbers are numbers. The engines say which they take. */
function valuesIn(flag: string, text: string): Values {
  const values = text.split(',').map((part) => part.trim());
  if (values.includes('')) throw invalidArgument(flag, 'values separated by commas', text);
  return values.map((value) => (Number.isFinite(Number(value)) ? Number(value) : value));
}

/** How is judged: what a run that is resumed has to have in common with its beginning. */
const JUDGING = Object.keys({
  mode: true,
  preset: true,
  config: true,
  set: true,
  timeout: true,
  cache: true,
  quarantine: true,
  failOpen: true,
  checks: true,
  crossCheck: true,
  coverage: true,
  timeBudget: true,
  metrics: true,
} satisfies Record<keyof SettingsFlags | keyof JudgingFlags, true>) as (keyof SettingsFlags | keyof JudgingFlags)[];

export type StatedJudging = Pick<BatchFlags, (typeof JUDGING)[number]>;

export function statedJudging(flags: StatedJudging): StatedJudging {
  return Object.fromEntries(JUDGING.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])));
}
