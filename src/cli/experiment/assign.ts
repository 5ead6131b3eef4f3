import type { Command } from 'commander';
import { UsageError } from '../../core/errors.js';
import { jsonText } from '../../core/visible.js';
import { assignArm, type ArmAssignment } from '../../guard/experiment/assign.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { plain } from '../../report/terminal/text.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { checkedSettings } from '../stated-settings.js';

const EXAMPLES = `
Draws nothing new and records nothing: the arm is decided by the key, the salt and the weights alone.

Examples:
  pressproof experiment assign gifsicle-trial in.gif
  pressproof experiment assign gifsicle-trial --key customer-17 --json`;

interface AssignFlags {
  readonly key?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function addAssign(experiment: Command, io: Io, finish: (code: ExitCode) => void): void {
  experiment
    .command('assign')
    .description('Which arm a subject belongs to.')
    .argument('<name>', 'of the experiment')
    .argument('[file]', 'the original, whose sha256 is drawn')
    .option('--key <key>', 'what is drawn instead, as --sample-key of the commands')
    .option('--config <file>', 'configuration file, JSON or YAML (default: PRESSPROOF_CONFIG)')
    .option('--json', 'one JSON document')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (name: string, file: string | undefined, flags: AssignFlags) => {
      if ((file === undefined) === (flags.key === undefined)) {
        throw new UsageError('invalid_argument', 'Expected either a file or --key, not both and not none');
      }
      const options = { settings: checkedSettings(flags, io.env), sampleKey: flags.key, signal: io.signal };
      const assignment = await assignArm(name, file ?? '', options);
      await io.out(flags.json ? `${jsonText({ schemaVersion: 1, ...assignment })}\n` : text(assignment));
      finish(EXIT.success);
    });
}

function text({ experiment, arm, draw, sampleKey, mode, engine, parameters }: ArmAssignment): string {
  const stated = Object.entries({ mode, engine, ...parameters }).filter(([, value]) => value !== null);
  const treatment = stated.map(([name, value]) => `${name} ${value}`).join(', ');
  const lines = [
    `${arm}${treatment === '' ? '' : `  (${treatment})`}`,
    `drawn at ${draw.toFixed(6)} of ${experiment} by ${plain(sampleKey)}`,
  ];
  return `${lines.join('\n')}\n`;
}
