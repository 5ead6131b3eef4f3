import type { Command } from 'commander';
import { jsonText } from '../../core/visible.js';
import { differences, differenceText, history, INITIAL, rollback, signature } from '../../policy/control/index.js';
import type { RecordedChange } from '../../policy/control/index.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { inkOf, type Ink } from '../../report/terminal/ink.js';
import { plain, wrap } from '../../report/terminal/text.js';
import { numberFor } from '../arguments.js';
import type { Io } from '../io.js';
import { announceChange } from './announce.js';
import { tellChange } from './switches.js';
import { addAuthor, addTarget, changeOptions, controlFileOf, type ChangeFlags, type TargetFlags } from './target.js';
import { timeText } from '../../report/times.js';

type Finish = (code: ExitCode) => void;

/** A screen full. */
const SHOWN = 20;

export function addHistory(control: Command, io: Io, finish: Finish): void {
  const count = numberFor('-n', 'an integer of at least 1', (value) => Number.isInteger(value) && value >= 1);
  const command = control
    .command('history')
    .description('Every change, the latest first: when, who, what, why.')
    .option('--json', 'one JSON document')
    .option('-n, --number <count>', `so many at most (default: ${SHOWN}, and all with --json)`, count);
  addTarget(command).action(async (flags: TargetFlags & { readonly json?: boolean; readonly number?: number }) => {
    const path = controlFileOf(flags, io.env);
    const { changes, problems } = await history(path);
    const latest = changes.toReversed().slice(0, flags.number ?? (flags.json ? Infinity : SHOWN));
    if (flags.json) {
      await io.out(`${jsonText({ file: path, changes: latest, problems })}\n`);
    } else {
      const ink = inkOf(io.outColor);
      await io.out(latest.map((change) => `${linesOf(change, ink, io.outWidth).join('\n')}\n`).join(''));
      if (changes.length === 0) io.tell(`No change of ${path} was recorded`);
      else if (latest.length < changes.length) io.tell(`${changes.length - latest.length} older ones: -n, --json`);
    }
    for (const problem of problems) io.tell(problem);
    finish(EXIT.success);
  });
}

export function addRollback(control: Command, io: Io, finish: Finish): void {
  const command = control
    .command('rollback')
    .description(
      'Restores an earlier state, which is a change as well: a second rollback takes the first one back. To step further, ' +
        'name a change of the history.',
    )
    .argument('[id]', `the change whose state comes back, or ${INITIAL} (default: the state before the last change)`);
  addAuthor(addTarget(command)).action(async (id: string | undefined, flags: ChangeFlags) => {
    const path = controlFileOf(flags, io.env);
    const changed = await rollback(path, id, changeOptions(flags, path, io.env));
    tellChange(changed, path, io);
    await announceChange(changed, flags, io);
    finish(EXIT.success);
  });
}

/** What was done in one line, what that changed and why below it. */
function linesOf({ id, at, by, action, why, old, new: next, withdrawn }: RecordedChange, ink: Ink, width: number) {
  const notes = [...differences(old, next).map(differenceText), ...(why === '' ? [] : [`“${why}”`])];
  const head = `${id}  ${timeText(at)}  ${plain(by ? signature(by) : 'unknown')}  `;
  return [
    `${ink.of('warn', id)}${head.slice(id.length)}${ink.bold(plain(action))}`,
    ...(withdrawn === null
      ? []
      : wrap(plain(`not in force: ${withdrawn}`), width - 4).map((l) => `    ${ink.of('fail', l)}`)),
    ...notes.flatMap((note) => wrap(plain(note), width - 4)).map((line) => `    ${ink.dim(line)}`),
  ];
}
