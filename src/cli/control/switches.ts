import type { Command } from 'commander';
import { SUITES } from '../../config/plain.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import { MODES, type Mode } from '../../core/modes.js';
import { CHECK_IDS } from '../../image/checks/ids.js';
import { changeControl, disable, enable, setMode, setSampling } from '../../policy/control/index.js';
import type { Changed, Intent } from '../../policy/control/index.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { readEmergency } from '../../policy/emergency.js';
import { choiceFor, numberFor } from '../arguments.js';
import type { Io } from '../io.js';
import { announceChange } from './announce.js';
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
    .description(`What a verdict does: ${MODES.join(', ')}; ${UNSET}: as configured.`)
    .argument('<mode>', `${MODES.join(', ')} or ${UNSET}`, choiceFor('the mode', [...MODES, UNSET]))
    .option('--suite <suite>', `of one suite: ${SUITES.join(', ')}`, choiceFor('--suite', SUITES))
    .option('--check <id>', `of one check: ${CHECK_IDS.join(', ')}`, choiceFor('--check', CHECK_IDS));
  type Flags = ChangeFlags & { readonly suite?: string; readonly check?: string };
  addChange(command).action(async (mode: Mode | typeof UNSET, { suite, check, ...flags }: Flags) => {
    if (suite !== undefined && check !== undefined) {
      throw new UsageError('invalid_argument', 'Expected --suite or --check, but received both');
    }
    await make(setMode(mode === UNSET ? null : mode, { suite, check }), flags, io);
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
      throw invalidArgument(
        '--reason',
        'why validation is disabled, which every skipped subject records,',
        flags.reason,
      );
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

async function make(intent: Intent, flags: ChangeFlags, io: Io): Promise<void> {
  const path = controlFileOf(flags, io.env);
  const changed = await changeControl(path, intent, changeOptions(flags, path, io.env));
  tellChange(changed, path, io);
  await announceChange(changed, flags, io);
}

/** What was done, and what keeps it from having the effect that was meant. */
export function tellChange({ change, switches: { emergency }, notes }: Changed, path: string, io: Io): void {
  for (const note of notes) io.tell(`${note} (written to the history)`);
  io.tell(change ? `${change.action}: done, change ${change.id} of ${path}` : `Nothing to change in ${path}`);
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
