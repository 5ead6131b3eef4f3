import type { Command } from 'commander';
import type { ResolvedSettings } from '../config/index.js';
import { bytesText } from '../core/bytes-text.js';
import { invalidArgument, PressproofError, reasonOf, UsageError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { isSystemError } from '../core/system-error.js';
import { isTemporary } from '../core/temporary.js';
import { jsonText } from '../core/visible.js';
import { engineNamed, ENGINES, type Compressed, type CompressParameters } from '../engines/index.js';
import { honour } from '../engines/honour.js';
import { ValidationError } from '../guard/errors.js';
import { whyUnwritable } from '../guard/files/unwritable.js';
import { guard } from '../guard/guard.js';
import { EXIT, exitCodeOf, type ExitCode } from '../policy/decision.js';
import { durationText } from '../report/units.js';
import { choiceFor, numberFor, wholeFor } from './arguments.js';
import { addDraw, type DrawFlags } from './experiment/flags.js';
import { epilogue } from './epilogue.js';
import { faultOf } from './faults.js';
import type { Io } from './io.js';
import { addComparing, callOptions, type JudgingFlags } from './judging.js';
import {
  addReporting,
  checkReporting,
  printReports,
  stdoutFormat,
  writeReport,
  type ReportingFlags,
} from './reporting.js';
import { addCache, addMode, addSettings, settingsOf, type SettingsFlags } from './settings.js';

interface CompressFlags extends CompressParameters {
  readonly output: string;
  readonly engine?: string;
  readonly strict?: boolean;
}
type Flags = CompressFlags & DrawFlags & SettingsFlags & JudgingFlags & ReportingFlags;

const EXAMPLES = `
In enforce mode an output that is not fit never appears at OUTPUT; what is there stays as it is.

Examples:
  pressproof compress in.gif -o out.gif --engine sharp --colors 64
  pressproof compress in.gif -o out.gif --engine gifsicle --lossy 80 --mode enforce --quarantine rejected
  pressproof compress in.gif -o out.gif --engine gifenc --frame-ratio 0.5 --report proof.html
  pressproof compress in.gif -o out.gif --experiment gifsicle-trial      with the engine of its arm`;

export function addCompress(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const names = ENGINES.map(({ name }) => name);
  const command = program
    .command('compress')
    .summary('compress a GIF and judge the output')
    .description('Compresses INPUT, measures the output against what was asked, and decides whether it is published.')
    .argument('<input>', 'the original, a GIF')
    .requiredOption('-o, --output <file>', 'where the output goes')
    .option(
      '--engine <name>',
      `${names.join(', ')}; see pressproof engines. Needed, unless the arms of --experiment name engines`,
      choiceFor('--engine', names),
    )
    .option('--colors <n>', 'colour limit', wholeFor('--colors', 2, 256))
    .option(
      '--frame-ratio <r>',
      'share of frames to keep, over 0 and at most 1; total time is kept',
      numberFor('--frame-ratio', 'a number over 0 and at most 1', (value) => value > 0 && value <= 1),
    )
    .option(
      '--lossy <n>',
      "strength on the engine's own scale",
      numberFor('--lossy', 'an integer of at least 1', (value) => Number.isInteger(value) && value >= 1),
    )
    .option('--dither <method>', 'how colours that go are stood in for, with --colors; see pressproof engines')
    .option('--optimize <n>', 'effort spent on the same pixels, 3 the most', wholeFor('--optimize', 1, 3))
    .option('--quality <n>', 'picture quality in percent, for engines that work from it', wholeFor('--quality', 1, 100))
    .option(
      '--fps <f>',
      'frames a second to show at most; total time is kept, none are added',
      numberFor('--fps', 'a number over 0 and at most 50', (value) => value > 0 && value <= 50),
    )
    .option('--quarantine <folder>', 'where enforce mode keeps rejected outputs and their reports')
    .option('--fail-open', 'publish in enforce mode when the validator itself crashed')
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change the verdict');
  addReporting(addComparing(addDraw(addCache(addSettings(addMode(command)))))).addHelpText('after', epilogue(EXAMPLES));
  command.action(async (input: string, flags: Flags) => finish(await run(input, flags, io)));
}

async function run(input: string, flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const { output } = flags;
  // elsewhere `-` is stdout; here it would become a file that nobody looks for
  if (output === '-') throw invalidArgument('--output', 'a file (./- for one of that name)', output);
  const settings = await settingsOf(flags, io.env);
  const { signal, ...options } = callOptions(settings, flags, io);
  // shadow mode tells the caller nothing, so its report reaches the file from the background; see close()
  const onReport = async (report: Report) => {
    if (report.mode === 'shadow') await writeReport([report], flags, io);
  };
  const { engine, parameters, sampleKey } = await compressionOf(input, flags, settings, signal);
  const compress = guard(engine, { ...options, onReport, experiment: flags.experiment, sampleKey });
  try {
    // the engine would refuse it too, in the names that the library has for parameters
    honour(engine, parameters, ENGINES, flagOf);
    const { validation, ...compressed } = await compress(input, output, parameters, signal);
    if (stdoutFormat(flags) === 'json') await io.out(`${jsonText({ ...compressed, output, validation })}\n`);
    else await print(compressed, validation, flags, io);
    if (!validation) return EXIT.success;
    await writeReport([validation], flags, io);
    return exitCodeOf([validation], { strict: flags.strict ?? false });
  } catch (error) {
    if (error instanceof ValidationError) return await rejected(error, flags, io);
    const told = withOutput(error, output);
    if (stdoutFormat(flags) === 'json' && !io.signal.aborted) await io.out(`${jsonText(faultObject(told))}\n`);
    throw told;
  }
}

/** Of a full disk the system says no path, and of a file that has a temporary name until it is whole that name. */
function withOutput(error: unknown, output: string): unknown {
  if (!isSystemError(error) || !(error.syscall === 'write' || isTemporary(error.path ?? ''))) return error;
  const message = `${output} cannot be written: ${whyUnwritable(output, error)}`;
  return new PressproofError('output_unwritable', message, { cause: error });
}

function flagOf(parameter: string): string {
  return `--${parameter.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Who reads JSON reads it in every case; people are told where all errors are. */
function faultObject(error: unknown) {
  const { code } = error as { readonly code?: unknown };
  const message = faultOf(error).message ?? reasonOf(error);
  return { error: { code: typeof code === 'string' ? code : 'failed', message } };
}

/** Which engine is asked for what. */
async function compressionOf(input: string, flags: Flags, settings: ResolvedSettings, signal: AbortSignal) {
  const { engine, experiment, sampleKey } = flags;
  const { colors, frameRatio, lossy, dither, optimize, quality, fps } = flags;
  const asked = { colors, frameRatio, lossy, dither, optimize, quality, fps };
  const stated = Object.entries(asked).filter(([, value]) => value !== undefined);
  const parameters = Object.fromEntries(stated) as CompressParameters;
  if (experiment !== undefined) {
    const { compressionOfArm } = await import('../guard/experiment/arm-compression.js');
    return await compressionOfArm(experiment, input, settings, { engine, parameters, sampleKey, signal });
  }
  if (engine === undefined) throw new UsageError('invalid_argument', 'Expected --engine NAME or --experiment NAME');
  return { engine: engineNamed(engine), parameters, sampleKey };
}

async function print(compressed: Compressed, validation: Report | undefined, flags: Flags, io: Io): Promise<void> {
  if (validation) await printReports([validation], flags, io);
  if (flags.quiet) return;
  const { engine, engineVersion, inputBytes, outputBytes, durationMs, warnings } = compressed;
  const sizes = `${bytesText(inputBytes)} -> ${bytesText(outputBytes)}`;
  io.tell(`${flags.output}: ${sizes} by ${engine} ${engineVersion} in ${durationText(durationMs)}`);
  for (const warning of warnings) io.tell(`${engine}: ${warning}`);
}

async function rejected(error: ValidationError, flags: Flags, io: Io): Promise<ExitCode> {
  const { code, message, report, quarantined, cause } = error;
  const json = stdoutFormat(flags) === 'json';
  if (json) await io.out(`${jsonText({ error: { code, message, quarantined }, validation: report })}\n`);
  else await printReports([report], flags, io);
  // what a person reads on stdout already is not said again
  io.tell(`pressproof compress: ${json ? message : `${flags.output} was not published`}`);
  if (quarantined !== null) io.tell(`Kept as ${quarantined}`);
  else if (cause === undefined) io.tell('Nothing of it was kept; --quarantine FOLDER keeps rejected outputs');
  else io.tell(`Nothing of it was kept: ${reasonOf(cause)}`);
  await writeReport([report], flags, io);
  return exitCodeOf([report], { strict: flags.strict ?? false });
}
