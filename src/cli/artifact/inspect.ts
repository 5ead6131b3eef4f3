import type { Command } from 'commander';
import { jsonText } from '../../core/visible.js';
import { inspectArtifact } from '../../guard/artifact/inspect.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { commonOptions } from '../judging.js';
import type { ProgressFlags } from '../progress.js';
import { addSources, settingsOf, type SettingsFlags } from '../settings.js';
import { bytesBar } from './bytes-bar.js';
import { inspectionLines } from './inspection-text.js';

type Flags = SettingsFlags & ProgressFlags & { readonly json?: boolean; readonly digests: boolean };

const EXAMPLES = `
Examples:
  pressproof artifact inspect model.gguf
  pressproof artifact inspect exported/ --no-digests
  pressproof artifact inspect model.safetensors --json | jq '.tensors[] | [.name, .dtype, .shape]'
  pressproof artifact inspect model.gguf --set limits.memoryContextTokens=4096`;

export function addArtifactInspect(artifact: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = artifact
    .command('inspect')
    .summary('facts of an artifact, no judgement')
    .description('What an artifact says of itself: format, architecture, tensors, metadata, memory, digests.')
    .argument('<path>', 'a file, or a folder with all that belongs to the model')
    .option('--json', 'one JSON object, with every tensor')
    .option('--no-digests', 'read headers only')
    .option('--quiet', 'print nothing that is not a result or a fault')
    .option('--no-progress', 'no progress bar');
  addSources(command, 'limits.memoryContextTokens=4096').addHelpText('after', epilogue(EXAMPLES));
  command.action(async (path: string, flags: Flags) => finish(await run(path, flags, io)));
}

async function run(path: string, flags: Flags, io: Io): Promise<ExitCode> {
  const { timeout: timeoutMs, digests, json = false, ...settings } = flags;
  const { settings: resolved, signal } = commonOptions(await settingsOf(settings, io.env), {}, io);
  const bar = bytesBar(io, flags);
  const options = { settings: resolved, signal, timeoutMs, digests, progress: bar.shared };
  const found = await inspectArtifact(path, options).finally(() => bar.stop());
  await io.out(json ? `${jsonText(found)}\n` : `${inspectionLines(found, io.outWidth).join('\n')}\n`);
  return 'error' in found ? EXIT.failed : EXIT.success;
}
