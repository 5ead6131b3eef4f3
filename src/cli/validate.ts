import type { Command } from 'commander';
import { validateManyOnce, validateOnce } from '../guard/validate-once.js';
import { COLOR_SCOPES, OPERATIONS, type Expectation, type Operation } from '../image/expectation.js';
import { exitCodeOf, type ExitCode } from '../policy/decision.js';
import { choiceFor, numberFor } from './arguments.js';
import { addAttest, attestationFor, type AttestFlags } from './attest-flags.js';
import { addDraw, type DrawFlags } from './experiment/flags.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { addComparing, callOptions, type JudgingFlags } from './judging.js';
import { hasNoImage, tellOfModels } from './models.js';
import { addReporting, checkReporting, printReports, writeReport, type ReportingFlags } from './reporting.js';
import { addCache, addMode, addSettings, settingsOf, storesJudged, type SettingsFlags } from './settings.js';

interface ExpectationFlags extends Expectation {
  readonly operation?: Operation;
}
type Flags = ExpectationFlags &
  DrawFlags &
  SettingsFlags &
  JudgingFlags &
  ReportingFlags &
  AttestFlags & { readonly strict?: boolean };

const EXAMPLES = `
What is not stated is expected to be preserved.

Examples:
  pressproof validate in.gif out.gif
  pressproof validate in.gif out.gif --operation color_reduction --colors 32
  pressproof validate in.gif out.gif --operation frame_reduction --frame-ratio 0.5 --report proof.html
  pressproof validate in.gif out.gif --operation frame_reduction --fps 10
  pressproof validate in.gif out.gif --set limits.fpsTolerance=0.2 --json
  pressproof validate in.gif 32.gif 64.gif 128.gif --json       one report a line`;

export function addValidate(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('validate')
    .summary('judge what a compressor made of an original')
    .description('Measures each OUTPUT against ORIGINAL and what was asked for, and judges it.')
    .argument('<original>', 'what the compressor was given')
    .argument('<output...>', 'what it made; several outputs are compared in one pass')
    .option(
      '--operation <name>',
      `${OPERATIONS.join(', ')} (default: recompress)`,
      choiceFor('--operation', OPERATIONS),
    )
    .option(
      '--frame-ratio <r>',
      'share of frames that was to be kept, over 0 and at most 1',
      numberFor('--frame-ratio', 'a number over 0 and at most 1', (value) => value > 0 && value <= 1),
    )
    .option(
      '--colors <n>',
      'colour limit that was asked for',
      numberFor('--colors', 'an integer from 1 to 16777216', (n) => Number.isInteger(n) && n >= 1 && n <= 2 ** 24),
    )
    .option(
      '--color-scope <scope>',
      'what the limit bounds: animation (default), frame',
      choiceFor('--color-scope', COLOR_SCOPES),
    )
    .option(
      '--fps <f>',
      'frames a second that were asked for; with frame_reduction the most, over the same time',
      numberFor('--fps', 'a number over 0 and at most 1000', (value) => value > 0 && value <= 1000),
    )
    .option('--strict', 'exit with 1 on warnings, and with 3 where what was not looked at could change the verdict');
  addAttest(addReporting(addComparing(addDraw(addCache(addSettings(addMode(command))))))).addHelpText(
    'after',
    epilogue(EXAMPLES),
  );
  command.action(async (original: string, outputs: string[], flags: Flags) =>
    finish(await run(original, outputs, flags, io)),
  );
}

async function run(original: string, outputs: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  checkReporting(flags);
  const attestation = await attestationFor(flags, io);
  const { operation, frameRatio, colors, colorScope, fps, experiment, sampleKey } = flags;
  const expectation = { frameRatio, colors, colorScope, fps } as Expectation;
  const resolved = await settingsOf(flags, io.env);
  const options = { ...callOptions(resolved, flags, io), operation, expectation, experiment, sampleKey };
  const [only, ...others] = outputs as [string, ...string[]];
  const reports =
    others.length === 0
      ? [await validateOnce(original, only, options)]
      : await validateManyOnce(original, outputs, options);
  await printReports(reports, flags, io, storesJudged(resolved));
  await writeReport(reports, flags, io);
  if (!flags.quiet && reports.some(hasNoImage)) await tellOfModels([original, ...outputs], io);
  for (const report of reports) attestation.add(report);
  const code = exitCodeOf(reports, { strict: flags.strict ?? false });
  return await attestation.write(
    { suite: 'image', resolved, flags, asked: { operation: reports[0]?.operation, expectation } },
    code,
  );
}
