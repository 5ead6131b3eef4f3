import type { Command } from 'commander';
import type { ExitCode } from '../policy/decision.js';
import { addAlertRules } from './control/alert-rules.js';
import { addAlertTest } from './control/alert-test.js';
import { addDashboard } from './control/dashboard.js';
import { addHistory, addRollback } from './control/past.js';
import { addPromote } from './control/promote.js';
import { addStatus } from './control/status.js';
import { addDisable, addEnable, addMode, addSample } from './control/switches.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

const AFTER = `
Processes with the same control file follow a change within a second, whatever their environment says; a flag or a call
option is stronger. Name the file once: in PRESSPROOF_CONTROL_FILE or as control.file of the configuration.

Examples:
  pressproof control status
  pressproof control disable --until 30m --reason "false alarms on animated stickers"
  pressproof control mode shadow --check quality_degradation --reason "new encoder"
  pressproof control rollback`;

/** Every subcommand, in the order of the help. */
const SUBCOMMANDS = [
  addStatus,
  addMode,
  addPromote,
  addSample,
  addDisable,
  addEnable,
  addHistory,
  addRollback,
  addDashboard,
  addAlertRules,
  addAlertTest,
];

export function addControl(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const control = program
    .command('control')
    .summary('live switches: mode, sampling, emergency disable, history, rollback; dashboard, alert rules and test')
    .description('Switches that running processes follow: who changed what, when and why, and the way back.')
    .addHelpText('after', epilogue(AFTER));
  for (const add of SUBCOMMANDS) add(control, io, finish);
}
