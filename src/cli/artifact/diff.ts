import type { Command } from 'commander';
import { bytesText } from '../../core/bytes-text.js';
import { jsonText } from '../../core/visible.js';
import type { ArtifactComparison, ComparedArtifact } from '../../artifact/inspection.js';
import { compareArtifacts } from '../../guard/artifact/inspect.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { plain } from '../../report/terminal/text.js';
import { countText, valueText } from '../../report/units.js';
import type { Io } from '../io.js';
import { commonOptions } from '../judging.js';
import { addSources, settingsOf, type SettingsFlags } from '../settings.js';

type Flags = SettingsFlags & { readonly json?: boolean };

const EXAMPLES = `
Headers are read, and no weights. Whether a change is one that your users can load is for --baseline of artifact validate.

Examples:
  pressproof artifact diff v5.gguf v6.gguf
  pressproof artifact diff v5/ v6/ --json | jq '.difference.retyped'`;

/** Of each kind; --json has all. */
const SHOWN = 20;

export function addArtifactDiff(artifact: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = artifact
    .command('diff')
    .summary('what is otherwise in one artifact than in another')
    .description('Tensors, shapes, types and keys that differ between two artifacts. No judgement.')
    .argument('<from>', 'a file or a folder')
    .argument('<to>', 'another')
    .option('--json', 'one JSON object');
  addSources(command, 'artifact.timeoutMs=60000').addHelpText('after', EXAMPLES);
  command.action(async (from: string, to: string, flags: Flags) => finish(await run(from, to, flags, io)));
}

async function run(from: string, to: string, { json = false, ...flags }: Flags, io: Io): Promise<ExitCode> {
  const { timeout: timeoutMs, ...settings } = flags;
  const { settings: resolved, signal } = commonOptions(await settingsOf(settings, io.env), {}, io);
  const found = await compareArtifacts(from, to, { settings: resolved, signal, timeoutMs });
  await io.out(json ? `${jsonText(found)}\n` : `${inWords(found).map(plain).join('\n')}\n`);
  return 'error' in found ? EXIT.failed : EXIT.success;
}

function inWords(found: ArtifactComparison): string[] {
  if ('error' in found) return [`${found.error.message} (${found.error.code})`];
  const { from, to, difference } = found;
  const { added, removed, reshaped, retyped, keys, same } = difference;
  const changes = [
    ...section('only in the first', removed, ({ name, dtype, shape }) => `${name}  ${dtype}  ${shape.join(' x ')}`),
    ...section('only in the second', added, ({ name, dtype, shape }) => `${name}  ${dtype}  ${shape.join(' x ')}`),
    ...section('of another shape', reshaped, (one) => `${one.name}  ${one.from.join(' x ')} → ${one.to.join(' x ')}`),
    ...section('of another type', retyped, (one) => `${one.name}  ${one.from} → ${one.to}`),
    ...section('keys', keys, (one) => `${one.name}  ${valueText(one.from)} → ${valueText(one.to)}`),
  ];
  const none = changes.length === 0 ? ['', 'Nothing differs but, perhaps, the weights'] : [];
  return [sideText(from), sideText(to), ...none, ...changes, '', `${countText(same)} tensors are declared alike`];
}

function sideText({ path, formats, architecture, parameters, bytes, problems }: ComparedArtifact): string {
  const facts = [
    formats.join(', '),
    architecture ?? [],
    `${countText(parameters)} parameters`,
    bytesText(bytes),
  ].flat();
  const broken = problems === 0 ? '' : `; ${countText(problems)} problems: pressproof artifact scan`;
  return `${path}  ${facts.join(', ')}${broken}`;
}

function section<T>(title: string, list: readonly T[], text: (one: T) => string): string[] {
  if (list.length === 0) return [];
  const more = list.length > SHOWN ? [`  … ${countText(list.length - SHOWN)} more: --json has all`] : [];
  return ['', `${countText(list.length)} ${title}`, ...list.slice(0, SHOWN).map((one) => `  ${text(one)}`), ...more];
}
