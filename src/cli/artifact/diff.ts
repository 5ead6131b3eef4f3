import type { Command } from 'commander';
import { bytesText } from '../../core/bytes-text.js';
import { jsonText } from '../../core/visible.js';
import type { Tensor } from '../../artifact/formats/format.js';
import type { ArtifactComparison, ComparedArtifact } from '../../artifact/inspection.js';
import { compareArtifacts } from '../../guard/artifact/inspect.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { plain, wrap } from '../../report/terminal/text.js';
import { countText, valueText } from '../../report/units.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { commonOptions } from '../judging.js';
import { addSources, settingsOf, type SettingsFlags } from '../settings.js';
import { aligned, shapeText } from './columns.js';

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
  addSources(command, 'artifact.timeoutMs=60000').addHelpText('after', epilogue(EXAMPLES));
  command.action(async (from: string, to: string, flags: Flags) => finish(await run(from, to, flags, io)));
}

async function run(from: string, to: string, { json = false, ...flags }: Flags, io: Io): Promise<ExitCode> {
  const { timeout: timeoutMs, ...settings } = flags;
  const { settings: resolved, signal } = commonOptions(await settingsOf(settings, io.env), {}, io);
  const found = await compareArtifacts(from, to, { settings: resolved, signal, timeoutMs });
  await io.out(json ? `${jsonText(found)}\n` : `${inWords(found, io.outWidth).join('\n')}\n`);
  return 'error' in found ? EXIT.failed : EXIT.success;
}

function inWords(found: ArtifactComparison, width: number): string[] {
  if ('error' in found) return [plain(`${found.error.message} (${found.error.code})`)];
  const { from, to, difference } = found;
  const { added, removed, reshaped, retyped, keys, same } = difference;
  const changes = [
    ...section('only in the first', removed, tensorCells, width),
    ...section('only in the second', added, tensorCells, width),
    ...section('of another shape', reshaped, (one) => [`${shapeText(one.from)} → ${shapeText(one.to)}`], width),
    ...section('of another type', retyped, (one) => [`${one.from} → ${one.to}`], width),
    ...section('that differ', keys, (one) => [`${valueText(one.from)} → ${valueText(one.to)}`], width, 'key'),
  ];
  const none = changes.length === 0 ? ['', 'Nothing differs but, perhaps, the weights'] : [];
  const alike = `${counted(same, 'tensor')} ${same === 1 ? 'is' : 'are'} declared alike`;
  return [...sideLines(from, width), ...sideLines(to, width), ...none, ...changes, '', alike];
}

function sideLines(
  { path, formats, architecture, parameters, bytes, problems }: ComparedArtifact,
  width: number,
): string[] {
  const facts = [
    formats.join(', '),
    architecture ?? [],
    `${countText(parameters)} parameters`,
    bytesText(bytes),
  ].flat();
  const broken = problems === 0 ? '' : `; ${counted(problems, 'problem')}: pressproof artifact scan`;
  return [plain(path), ...wrap(plain(`${facts.join(', ')}${broken}`), width - 2).map((line) => `  ${line}`)];
}

function tensorCells({ dtype, shape }: Pick<Tensor, 'dtype' | 'shape'>): string[] {
  return [dtype, shapeText(shape)];
}

function section<T extends { readonly name: string }>(
  title: string,
  list: readonly T[],
  cells: (one: T) => string[],
  width: number,
  what = 'tensor',
): string[] {
  if (list.length === 0) return [];
  const more = list.length > SHOWN ? [`  … ${countText(list.length - SHOWN)} more: --json has all`] : [];
  const rows = list.slice(0, SHOWN).map((one) => [one.name, ...cells(one)]);
  return ['', `${counted(list.length, what)} ${title}`, ...aligned(rows, width), ...more];
}

function counted(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`;
}
