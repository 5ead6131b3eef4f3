import type { Command } from 'commander';
import { jsonText } from '../core/visible.js';
import { configJsonSchema, describeSettings } from '../config/index.js';
import { readEmergency } from '../policy/emergency.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { checkArms } from '../guard/experiment/check-arms.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { addMode, addSettings, type SettingsFlags } from './settings.js';
import { checkedSettings, settingsInForce } from './stated-settings.js';

const EXAMPLES = `
Strongest first: emergency disable, flag, control file, environment, configuration file, preset, default.

Examples:
  pressproof config print --preset batch
  pressproof config check --config pressproof.yaml
  pressproof config schema > pressproof.schema.json`;

export function addConfig(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const config = program
    .command('config')
    .summary('check, print or describe the configuration')
    .description('Every field of the configuration, its value and where it came from.')
    .addHelpText('after', epilogue(EXAMPLES));

  const check = config
    .command('check')
    .description('Whether the configuration is right; says so on stderr, or exits with 2.');
  addSettings(addMode(check)).action((flags: SettingsFlags) => {
    checkArms(checkedSettings(flags, io.env).settings.experiments);
    tellOfEmergency(io);
    io.tell('The configuration is right');
    finish(EXIT.success);
  });

  const print = config.command('print').description('Every field, its value and where it came from.');
  addSettings(addMode(print))
    .option('--json', 'one JSON document')
    .action(async (flags: SettingsFlags & { readonly json?: boolean }) => {
      const fields = describeSettings(settingsInForce(flags, io.env));
      tellOfEmergency(io);
      if (flags.json) {
        const byField = Object.fromEntries(fields.map(({ field, value, source }) => [field, { value, source }]));
        await io.out(`${jsonText(byField)}\n`);
      } else {
        await io.out(`${aligned(fields.map(({ field, value, source }) => [field, JSON.stringify(value), source]))}\n`);
      }
      finish(EXIT.success);
    });

  config
    .command('schema')
    .description('JSON Schema of a configuration file, for editors.')
    .action(async () => {
      await io.out(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
      finish(EXIT.success);
    });
}

/** No field of the settings, and a typing error in it is as bad as one in any. */
function tellOfEmergency(io: Io): void {
  for (const warning of readEmergency(io.env).warnings) io.tell(warning);
}

/** Longer values, such as the list of profiles, push only their own source aside: with all of them aligned every line would wrap. */
const MAX_ALIGNED = 48; // the longest name of a field has 41

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0).filter((width) => width <= MAX_ALIGNED)),
  );
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
