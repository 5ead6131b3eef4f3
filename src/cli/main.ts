import type { Command } from 'commander';
import { PressproofError } from '../core/errors.js';
import { close } from '../guard/close.js';
import { isLogged } from '../guard/tell/log.js';
import { onNotice } from '../guard/tell/notify.js';
import { EXIT } from '../policy/decision.js';
import { processIo } from './io.js';
import { programFor } from './program.js';

const interruption = new AbortController();
// the first signal ends the work and keeps what is finished; the second one, by its default action, the process
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interruption.abort(new PressproofError('interrupted', `Stopped by ${name}`)));
}
let stopExpected = false;
let isRead = true;
const UNREAD = new PressproofError('interrupted', 'Nobody reads stdout any more');
const io = processIo(interruption.signal, {
  expectStop: () => {
    stopExpected = true;
  },
  isRead: () => isRead,
  leave: () => interruption.abort(UNREAD),
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // whoever reads it has had enough (`| head`): what is judged already still makes the exit code
  if (!isRead || error.code === 'EPIPE') {
    isRead = false;
    return;
  }
  io.tell(`pressproof: the result cannot be written (${error.message})`);
  process.exit(EXIT.failed);
});
// lines for people are lost where nobody takes them, and nothing else is
process.stderr.on('error', () => undefined);
// a command that prints its reports logs nothing; that switches or records are out of order is in no report
onNotice((kind, _, text) => {
  const isTrouble = kind === 'store_unwritable' || kind === 'control_invalid';
  if (isTrouble && !isLogged('error')) io.tell(`pressproof: ${text}`);
});

/** Runs the command of this process and sets its exit code. */
export async function main(): Promise<void> {
  const program = await programFor(process.argv.slice(2), io, (code) => {
    process.exitCode = code;
  });
  try {
    if (process.argv.length <= 2) program.help({ error: true });
    await program.parseAsync(process.argv);
  } catch (error) {
    // what an interruption tore down is no fault
    if (!io.signal.aborted || stopExpected) await blame(error, program);
  } finally {
    await close();
    if (io.signal.aborted && !stopExpected) {
      process.exitCode = EXIT.interrupted;
      // who reads no further need not be told
      if (io.signal.reason !== UNREAD) io.tell('pressproof: interrupted');
    }
  }
}

async function blame(error: unknown, program: Command): Promise<void> {
  const { faultOf } = await import('./faults.js');
  const { code, message, usage } = faultOf(error);
  process.exitCode = code;
  if (message !== null) io.tell(`pressproof: ${message}`);
  if (usage) io.tell(`Try: ${['pressproof', commandName(program), '--help'].filter((word) => word !== '').join(' ')}`);
}

/** The command that was asked for, with the one below it: the words at which the help tells of its flags. */
function commandName(program: Command): string {
  const words = process.argv.slice(2, 4);
  const command = program.commands.find((one) => one.name() === words[0]);
  const below = command?.commands.find((one) => one.name() === words[1]);
  return [command, below].flatMap((one) => one?.name() ?? []).join(' ');
}
