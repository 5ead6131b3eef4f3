import type { Command } from 'commander';
import type * as Yaml from 'yaml';
import { onDemand } from '../../core/on-demand.js';
import { VERSION } from '../../guard/tool.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { assignment } from '../arguments.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import type { SettingsFlags } from '../settings-flags.js';

const yaml = onDemand<typeof Yaml>('yaml');

const EXAMPLES = `
Thresholds and window are those of section "alerts" of the configuration; a threshold of null leaves its rule out. Name the
file under rule_files of Prometheus; severities are high, medium and low.

Examples:
  pressproof control alert-rules > pressproof.rules.yml
  pressproof control alert-rules --set alerts.windowMinutes=30 --set alerts.rules.memoryMiB.over=1024
  promtool check rules pressproof.rules.yml`;

export function addAlertRules(control: Command, io: Io, finish: (code: ExitCode) => void): void {
  control
    .command('alert-rules')
    .description('Alert rules for Prometheus, as YAML.')
    .option('--config <file>', 'configuration file, JSON or YAML (default: PRESSPROOF_CONFIG)')
    .option('--set <field=value>', 'one setting, e.g. alerts.minSubjects=50; may be repeated', assignment)
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (flags: SettingsFlags) => {
      const { settingsOf } = await import('../settings.js');
      const { alertRules } = await import('../../observe/alert-rules.js');
      const { settings } = await settingsOf(flags, io.env);
      // lines of an expression stay whole
      const text = yaml().stringify(alertRules(settings.alerts), { lineWidth: 0 });
      await io.out(`# Made by: pressproof control alert-rules (${VERSION})\n${text}`);
      finish(EXIT.success);
    });
}
