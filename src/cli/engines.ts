import type { Command } from 'commander';
import { jsonText } from '../core/visible.js';
import { listEngines, type Capability, type EngineListing } from '../engines/index.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { flagOf } from '../report/command-line.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

const EXAMPLES = `
Examples:
  pressproof engines
  pressproof engines --json | jq -r '.[] | select(.available) | .name'`;

export function addEngines(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command('engines')
    .summary('compressors on this machine and what each can do')
    .description('Compressors on this machine: version, what each can do, what is missing and how to install it.')
    .option('--json', 'one JSON document')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (flags: { readonly json?: boolean }) => {
      const engines = await listEngines();
      await io.out(flags.json ? `${jsonText(engines)}\n` : `${engines.map(inWords).join('\n')}\n`);
      finish(EXIT.success);
    });
}

function inWords({ name, available, version, path, missing, install, capabilities }: EngineListing): string {
  const lines = available
    ? [`${name} ${version ?? ''}${path === null ? ' (embedded)' : ` (${path})`}`]
    : [`${name}: not available`, `  missing: ${missing ?? ''}`, `  install: ${install}`];
  for (const capability of capabilities) {
    const { operation, colorScope, note } = capability;
    const scope =
      colorScope === null ? '' : `, bounds ${colorScope === 'animation' ? 'the whole animation' : 'each frame'}`;
    lines.push(`  ${operation}${values(capability)}${scope}: ${note}`);
  }
  return `${lines.join('\n')}\n`;
}

/** How the command line asks for it, e.g. ` (--lossy 1..300)`. */
function values({ parameter, range, choices, needs }: Capability): string {
  if (parameter === null) return '';
  const accepted = choices ? choices.join('|') : range ? `${range.min}..${range.max}` : '';
  return ` (${flagOf(parameter)} ${accepted}${needs === null ? '' : `, with ${flagOf(needs)}`})`;
}
