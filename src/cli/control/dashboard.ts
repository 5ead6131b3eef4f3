import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';

const EXAMPLES = `
Import it in Grafana (Dashboards, New, Import), where its data source is chosen, or put the file into a folder of
dashboards that Grafana provisions.

Example:
  pressproof control dashboard > pressproof.dashboard.json`;

export function addDashboard(control: Command, io: Io, finish: (code: ExitCode) => void): void {
  control
    .command('dashboard')
    .description('A Grafana dashboard of all metrics, as JSON.')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async () => {
      const { dashboard } = await import('../../observe/dashboard.js');
      await io.out(`${JSON.stringify(dashboard(), null, 2)}\n`);
      finish(EXIT.success);
    });
}
