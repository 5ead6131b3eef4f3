import type { Command } from 'commander';
import { ENVIRONMENT_VARIABLES } from '../../config/plain.js';
import { invalidArgument } from '../../core/errors.js';
import { jsonText } from '../../core/visible.js';
import { log, setLogLevel } from '../../guard/tell/log.js';
import { VERSION } from '../../guard/tool.js';
import type { Trial } from '../../observe/alerts/trial.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { OUTCOME_SYMBOLS } from '../../report/symbols.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { addSettings, type SettingsFlags } from '../settings.js';

const EXAMPLES = `
Exits with 1 when a channel did not take its message.

Examples:
  pressproof control alert-test --config pressproof.yaml
  pressproof control alert-test --json | jq -r '.channels[] | select(.result == "failed") | .reason'`;

/** Below `control`: whether alerts would arrive, before three in the morning. */
export function addAlertTest(control: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = control
    .command('alert-test')
    .summary('send a test message through every alert channel')
    .description('Sends a test message through every channel of alerts.channels, once, and says what became of it.')
    .addHelpText('after', epilogue(EXAMPLES));
  addSettings(command)
    .option('--json', 'one JSON document')
    .action(async (flags: SettingsFlags & { readonly json?: boolean }) => {
      const { settingsInForce } = await import('../stated-settings.js');
      const { tryChannels } = await import('../../observe/alerts/trial.js');
      const { settings } = settingsInForce(flags, io.env);
      const { channels } = settings.alerts;
      if (channels.length === 0) throw invalidArgument('alerts.channels', 'at least one channel', channels);
      setLogLevel(settings.logLevel);
      const environment = ENVIRONMENT_VARIABLES.map((name) => io.env[name] ?? '').find((name) => name !== '') ?? null;
      const trials = await tryChannels(channels, {
        env: io.env,
        log: (level, fields, text) => log()[level](fields, text),
        mode: settings.mode,
        version: VERSION,
        environment,
        signal: io.signal,
      });
      await io.out(flags.json ? `${jsonText({ channels: trials })}\n` : `${trials.map(inWords).join('\n')}\n`);
      finish(trials.every(({ result }) => result === 'sent') ? EXIT.success : EXIT.failed);
    });
}

function inWords({ type, result, reason, durationMs }: Trial, index: number): string {
  const symbol = OUTCOME_SYMBOLS[result === 'sent' ? 'passed' : 'failed'];
  return `${symbol} alerts.channels[${index}] ${type}: ${result === 'sent' ? `sent in ${durationMs} ms` : reason}`;
}
