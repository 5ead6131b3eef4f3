import type { Command } from 'commander';
import { SUITES } from '../../config/plain.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import { MODES, type Mode } from '../../core/modes.js';
import { ALL_CHECK_IDS } from '../../config/suite-checks.js';
import { changeControl, differences, differenceText, disable, enable } from '../../policy/control/index.js';
import { setMode, setSampling, type Changed, type Difference, type Intent } from '../../policy/control/index.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { readEmergency } from '../../policy/emergency.js';
import { choiceFor, numberFor } from '../arguments.js';
import type { Io } from '../io.js';
import { announceChange } from './announce.js';
import { overriddenModes } from './overridden.js';
import { addAuthor, addTarget, changeOptions, controlFileOf, type ChangeFlags } from './target.js';
import { timeText, whileText } from '../../report/times.js';
import { untilFor } from '../moment.js';

type Emergency = NonNullable<Changed['switches']['emergency']>;
type Finish = (code: ExitCode) => void;

/** Takes a switch back: from then on it is as the configuration has it. */
const UNSET = 'unset';

export function addMode(control: Command, io: Io, finish: Finish): void {
  const command = control
    .command('mode')
    .description(
      `What a verdict does: ${MODES.join(', ')}; ${UNSET}: as configured. Without --suite and --check of everything: modes ` +
        'of suites and checks that the control file states are taken back.',
    )
    .argument('<mode>', `${MODES.join(', ')} or ${UNSET}`, choiceFor('the mode', [...MODES, UNSET]))
    .option('--suite <suite>', `of one suite: ${SUITES.join(', ')}`, choiceFor('--suite', SUITES))
    .option('--check <id>', `of one check: ${ALL_CHECK_IDS.join(', ')}`, choiceFor('--check', ALL_CHECK_IDS));
  type Flags = ChangeFlags & { readonly suite?: string; readonly check?: string };
  addChange(command).action(async (mode: Mode | typeof UNSET, { suite, check, ...flags }: Flags) => {
    if (suite !== undefined && check !== undefined) {
      throw new UsageError('invalid_argument', 'Expected --suite or --check, but received both');
    }
    const isForAll = suite === undefined && check === undefined;
    const intent = setMode(mode === UNSET ? null : mode, { suite, check });
    await make(intent, flags, io, (changed, path) => {
      tellChange(changed, path, io, isForAll ? takenBackText : differenceText);
      if (mode === UNSET || check !== undefined) return;
      const { settings } = changed.switches;
      for (const line of overriddenModes({ mode, suite }, settings, path, flags.config, io.env)) io.tell(line);
    });
    finish(EXIT.success);
  });
}

export function addSample(control: Command, io: Io, finish: Finish): void {
  const share = numberFor('the rate', `a number from 0 to 1, or ${UNSET},`, (value) => value >= 0 && value <= 1);
  const command = control
    .command('sample')
    .description(`Which share of subjects is validated, 0 to 1; ${UNSET}: as configured.`)
    .argument('<rate>', `0 to 1, or ${UNSET}`, (text) => (text === UNSET ? null : share(text)))
    .option('--salt <salt>', `another salt draws other subjects; ${UNSET}: as configured`);
  addChange(command).action(async (rate: number | null, flags: ChangeFlags & { readonly salt?: string }) => {
    if (flags.salt === '') throw invalidArgument('--salt', 'a text that is not empty', flags.salt);
    await make(setSampling({ rate, salt: flags.salt === UNSET ? null : flags.salt }), flags, io);
    finish(EXIT.success);
  });
}

export function addDisable(control: Command, io: Io, finish: Finish): void {
  const command = control
    .command('disable')
    .description('Emergency: no validation at all from the next subject on. Digest checks of artifacts stay on.')
    .option('--until <time>', 'ends by itself: a duration (30m, 2h, 1d) or a time', untilFor('--until'));
  addChange(command).action(async (flags: ChangeFlags & { readonly until?: number }) => {
    if (!flags.reason) {
      throw invalidArgument('--reason', 'a text that says why, which every skipped subject records,', flags.reason);
    }
    await make(disable(flags.until ?? null), flags, io);
    finish(EXIT.success);
  });
}

export function addEnable(control: Command, io: Io, finish: Finish): void {
  const command = control.command('enable').description('Ends an emergency: validation as before.');
  addChange(command).action(async (flags: ChangeFlags) => {
    await make(enable(), flags, io);
    finish(EXIT.success);
  });
}

function addChange(command: Command): Command {
  return addAuthor(addTarget(command)).option('--force', 'replace a control file that cannot be read');
}

/** Of a mode for everything: `takes back suites.image.mode enforce`. */
function takenBackText(difference: Difference): string {
  const { name, before } = difference;
  return name === 'mode' || before === undefined ? differenceText(difference) : `takes back ${name} ${before}`;
}

type InWords = (difference: Difference) => string;

/** @param tell - before the alert channels are told, which may take its time */
async function make(
  intent: Intent,
  flags: ChangeFlags,
  io: Io,
  tell: (changed: Changed, path: string) => void = (changed, path) => tellChange(changed, path, io),
): Promise<void> {
  const path = controlFileOf(flags, io.env);
  const changed = await changeControl(path, intent, changeOptions(flags, path, io.env));
  tell(changed, path);
  await announceChange(changed, flags, io);
}

/** What was done, what that changed, and what keeps it from having the effect that was meant. */
export function tellChange(changed: Changed, path: string, io: Io, inWords: InWords = differenceText): void {
  const { change, switches, notes } = changed;
  const { emergency } = switches;
  for (const note of notes) io.tell(`${note} (written to the history)`);
  io.tell(change ? `${change.action}: done, change ${change.id} of ${path}` : `Nothing to change in ${path}`);
  for (const difference of change ? differences(change.old, change.new) : []) io.tell(`  ${inWords(difference)}`);
  if (emergency) tellEmergency(emergency, io);
  const { source } = readEmergency(io.env);
  if (source !== null) io.tell(`Validation is off for processes with the ${source}, which is stronger than this file`);
}

function tellEmergency({ reason, by, until }: Emergency, io: Io): void {
  const left = until === null ? null : Date.parse(until) - Date.now();
  if (left !== null && left <= 0) return;
  const end =
    left === null || until === null ? 'until somebody enables it' : `for ${whileText(left)}, until ${timeText(until)}`;
  io.tell(`Validation is off ${end}: ${reason} (${by})`);
}
