import { bytesText } from '../../core/bytes-text.js';
import type { Json } from '../../core/check.js';
import type { ArtifactFactsReport, ArtifactInspection } from '../../artifact/inspection.js';
import type { Tensor } from '../../artifact/formats/format.js';
import { beside, plain, shorten } from '../../report/terminal/text.js';
import { countText, valueText } from '../../report/units.js';
import { aligned, shapeText } from './columns.js';

/** Lines of a list that people read; `--json` has all. */
const SHOWN = 20;

/** An artifact's facts for people. */
export function inspectionLines(found: ArtifactInspection, width: number): string[] {
  if ('error' in found) return [plain(`${found.path}: ${found.error.message} (${found.error.code})`)];
  const lines = [
    found.path,
    ...aligned(headOf(found), width),
    ...section('Memory', memoryLines(found, width)),
    ...section(`Files, ${countText(found.files.length)}`, fileLines(found, width)),
    ...section(
      'Metadata',
      entryLines(found, ({ metadata }) => metadata, width),
    ),
    ...section(
      'What was read',
      entryLines(found, ({ details }) => details, width),
    ),
    ...section(`Tensors, ${countText(found.tensors.length)}`, tensorLines(found.tensors, width)),
    ...section(`Problems, ${countText(found.problemCount)}`, problemLines(found)),
  ];
  return lines.map((line) => shorten(plain(line), width, 'start'));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function headOf({ formats, architecture, parameters, bytes, sha256, dtypes }: ArtifactFactsReport): string[][] {
  const types = Object.entries(dtypes).map(([dtype, sum]) => `${dtype} ${bytesText(sum.bytes)}`);
  return [
    ['format', formats.join(', ')],
    ...(architecture === null ? [] : [['architecture', architecture]]),
    ['parameters', countText(parameters)],
    ...(types.length === 0 ? [] : [['types', types.join(', ')]]),
    ['size', `${bytesText(bytes)} (${bytes} bytes)`],
    ...(sha256 === null ? [] : [['sha256', sha256]]),
  ];
}

function memoryLines({ memory }: ArtifactFactsReport, width: number): string[] {
  if (memory === null) return [];
  const least = memory.unknown.length > 0 ? 'at least ' : '';
  const terms = memory.terms.map(({ what, bytes, arithmetic }) => [what, bytesText(bytes), arithmetic]);
  return [
    ...aligned([...terms, ['together', `${least}${bytesText(memory.bytes)}`]], width),
    ...memory.unknown.flatMap((what) =>
      beside('not counted:', 12, plain(what), width - 15).map((parts) => `  ${parts.join(' ')}`),
    ),
  ];
}

function fileLines({ files, kind }: ArtifactFactsReport, width: number): string[] {
  const rows = files.slice(0, SHOWN).map(({ name, bytes, format, formatVersion, sha256 }) => [
    name,
    bytesText(bytes),
    [format ?? '', formatVersion === null ? [] : `version ${formatVersion}`].flat().join(' '),
    // that of a lone file is the artifact's
    ...(sha256 === null || kind === 'file' ? [] : [sha256]),
  ]);
  return [...aligned(rows, width), ...more(files.length)];
}

function entryLines(
  { files }: ArtifactFactsReport,
  of: (file: ArtifactFactsReport['files'][number]) => Readonly<Record<string, unknown>>,
  width: number,
): string[] {
  const entries = files.flatMap((file) => Object.entries(of(file)));
  const rows = entries.slice(0, SHOWN).map(([key, value]) => [key, valueText(value as Json)]);
  return [...aligned(rows, width), ...more(entries.length)];
}

function tensorLines(tensors: readonly Tensor[], width: number): string[] {
  const rows = tensors
    .slice(0, SHOWN)
    .map(({ name, dtype, shape, bytes }) => [name, dtype, shapeText(shape), bytesText(bytes)]);
  return [...aligned(rows, width), ...more(tensors.length)];
}

function problemLines({ problems, problemCount }: ArtifactFactsReport): string[] {
  const lines = problems.slice(0, SHOWN).map(({ rule, severity, file, part, offset, message }) => {
    const place = [rule, file ?? [], part ?? [], offset === null ? [] : `byte ${offset}`].flat().join(', ');
    return `  ${severity}: ${message} (${place})`;
  });
  return [...lines, ...more(problemCount)];
}

function more(count: number): string[] {
  return count > SHOWN ? [`  … ${countText(count - SHOWN)} more: --json has all`] : [];
}
