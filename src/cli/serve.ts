import type { Command } from 'commander';
import { liveState } from '../guard/record/state.js';
import { settingsFor } from '../guard/plan/settings.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { startServer, type RunningServer } from '../server/server.js';
import { LAST_PORT, wholeFor } from './arguments.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { addMode, addSettings, type SettingsFlags } from './settings.js';
import { flagEntries } from './stated-settings.js';

interface Flags extends SettingsFlags {
  readonly host?: string;
  readonly port?: number;
  readonly root?: readonly string[];
}

const AFTER = `
Paths in requests are relative to the root, or absolute below one; without a root only uploads are accepted. Beyond this
machine (--host) requests need a token, which the environment variable PRESSPROOF_TOKEN holds. SIGTERM and SIGINT end it
once it has answered what it took.

Examples:
  pressproof serve --root images
  PRESSPROOF_TOKEN=$(openssl rand -hex 32) pressproof serve --host 0.0.0.0 --root /srv/images --mode enforce
  curl -F request='{}' -F original=@in.gif -F output=@out.gif http://127.0.0.1:8377/v1/validate`;

export function addServe(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('serve')
    .summary('validate and compress over HTTP')
    .description('An HTTP server for pipelines in any language; /openapi.json describes it, /healthz says how it does.')
    .option('--host <address>', 'where to listen (default: 127.0.0.1)')
    .option('--port <n>', 'port; 0: any free one (default: 8377)', wholeFor('--port', 0, LAST_PORT))
    .option('--root <folder>', 'folder whose files requests may name; may be repeated', collected);
  addSettings(addMode(command)).addHelpText('after', epilogue(AFTER));
  command.action(async (flags: Flags) => finish(await run(flags, io)));
}

function collected(folder: string, before: readonly string[] = []): readonly string[] {
  return [...before, folder];
}

async function run({ host, port, root, ...flags }: Flags, io: Io): Promise<ExitCode> {
  io.expectStop();
  const named = [
    ['server.host', '--host', host],
    ['server.port', '--port', port],
    ['server.roots', '--root', root],
  ] as const;
  const server = await startServer({ flags: flagEntries(flags, named), configFile: flags.config, env: io.env });
  for (const line of introduction(server, io.env)) io.tell(line);
  if (!io.signal.aborted) await new Promise((resolve) => io.signal.addEventListener('abort', resolve, { once: true }));
  io.tell('Stopping: answering what was taken');
  await server.stop();
  return EXIT.success;
}

function introduction({ url, roots, needsToken }: RunningServer, env: NodeJS.ProcessEnv): string[] {
  const { settings } = settingsFor({}, env);
  const { mode, modeSource, emergency } = liveState();
  return [
    `Listening at ${url}`,
    `  mode   ${mode} (${modeSource})${emergency.disabled ? `. Nothing is validated. ${emergency.reason}` : ''}`,
    `  roots  ${roots.join(', ') || 'none: only uploads are accepted (--root DIR)'}`,
    `  store  ${settings.store.path ?? 'none'}`,
    `  token  ${needsToken ? `needed, as in ${settings.server.tokenEnv}` : 'none needed: only this machine can reach it'}`,
  ];
}
