import type * as Commander from 'commander';
import { onDemand } from '../core/on-demand.js';
import { preload } from '../core/preload.js';
import { VERSION } from '../guard/tool.js';
import type { ExitCode } from '../policy/decision.js';
import { readEmergency } from '../policy/emergency.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { tellOfUnusedEnvironment } from './unused-environment.js';

const AFTER = `
Exit codes:
  0    pass, warn or skipped
  1    something failed; with --strict also where something warned
  2    wrong usage or configuration
  3    inconclusive, nothing failed; with --strict also where what was not
       looked at could change the verdict
  130  interrupted

Examples:
  pressproof compress in.gif -o out.gif --engine sharp --colors 64 --report proof.html
  pressproof validate in.gif out.gif --operation lossy_compression
  pressproof scan images/`;

type AddCommand = (program: Commander.Command, io: Io, finish: (code: ExitCode) => void) => void;

/**
 * Every command, one line each and in a file of its name, in the order of the help. A map, because every object has a
 * `constructor`.
 */
const COMMANDS: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['probe', async () => (await import('./probe.js')).addProbe],
  ['validate', async () => (await import('./validate.js')).addValidate],
  ['scan', async () => (await import('./scan.js')).addScan],
  ['compress', async () => (await import('./compress.js')).addCompress],
  ['batch', async () => (await import('./batch.js')).addBatch],
  ['engines', async () => (await import('./engines.js')).addEngines],
  ['compare', async () => (await import('./compare.js')).addCompare],
  ['artifact', async () => (await import('./artifact.js')).addArtifact],
  ['worker', async () => (await import('./worker.js')).addWorker],
  ['report', async () => (await import('./report.js')).addReport],
  ['serve', async () => (await import('./serve.js')).addServe],
  ['control', async () => (await import('./control.js')).addControl],
  ['investigate', async () => (await import('./investigate.js')).addInvestigate],
  ['capacity', async () => (await import('./capacity.js')).addCapacity],
  ['attest', async () => (await import('./attest.js')).addAttest],
  ['experiment', async () => (await import('./experiment.js')).addExperiment],
  ['config', async () => (await import('./config.js')).addConfig],
]);

/**
 * @param args - of the commands only the one that the first of them names is loaded, since that takes longer than many
 *   of them work; all of them where the help or a suggestion has to know them
 * @param finish - called once with the exit code of the command that ran
 */
export async function programFor(
  args: readonly string[],
  io: Io,
  finish: (code: ExitCode) => void,
): Promise<Commander.Command> {
  if (willValidate(args, io.env)) {
    preload('../pool/single-use.js', import.meta.url);
    (await import('../pool/single-use.js')).startEarly('validate');
  }
  // its ESM entry has Node read the CommonJS one twice, for the names it exports
  const { Command } = onDemand<typeof Commander>('commander')();
  const program = new Command('pressproof')
    .description(
      'Wraps a compressor, measures its output against what was asked, and decides whether it may be published.',
    )
    .version(VERSION)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', epilogue(AFTER));
  program.hook('preAction', (_, asked) => tellOfUnusedEnvironment(asked, io));
  // a model's own --version comes after its command
  if (args[0] === 'artifact') program.enablePositionalOptions();
  if (COMMANDS.has(args[0] ?? '')) preload(`./${args[0]}.js`, import.meta.url);
  for (const load of wanted(args[0])) (await load())(program, io, finish);
  throwInsteadOfExit(program);
  return program;
}

/** Whether a thread will surely be needed, which then starts meanwhile: where it is not, it only costs its start. */
function willValidate([asked, ...rest]: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const perhapsNot = rest.some((word) => word === '--help' || word === '-h' || word.startsWith('--cache'));
  return asked === 'validate' && rest.length >= 2 && !perhapsNot && !readEmergency(env).disabled;
}

function wanted(asked: string | undefined): Iterable<() => Promise<AddCommand>> {
  if (asked === '--version' || asked === '-V') return [];
  const one = COMMANDS.get(asked ?? '');
  return one ? [one] : COMMANDS.values();
}

/** Errors of arguments become exceptions; their text is printed where all errors are. */
function throwInsteadOfExit(command: Commander.Command): void {
  command.exitOverride().configureOutput({ outputError() {} });
  for (const child of command.commands) throwInsteadOfExit(child);
}
