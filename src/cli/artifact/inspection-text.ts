import { bytesText } from '../../core/bytes-text.js';
import type { Json } from '../../core/check.js';
import type { ArtifactFactsReport, ArtifactInspection } from '../../artifact/inspection.js';
import type { Tensor } from '../../artifact/formats/format.js';
import { columns, padEnd, padStart, plain, shorten } from '../../report/terminal/text.js';
import { countText, valueText } from '../../report/units.js';

/** Lines of a list that people read; `--json` has all. */
const SHOWN = 20;

/** An artifact's facts for people. */
export function inspectionLines(found: ArtifactInspection, width: number): string[] {
  if ('error' in found) return [plain(`${found.path}: ${found.error.message} (${found.error.code})`)];
  const lines = [
    found.path,
    ...aligned(headOf(found)),
    ...section('Memory', memoryLines(found)),
    ...section(`Files, ${countText(found.files.length)}`, fileLines(found)),
    ...section('Metadata', metadataLines(found)),
    ...section(`Tensors, ${countText(found.tensors.length)}`, tensorLines(found.tensors)),
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

function memoryLines({ memory }: ArtifactFactsReport): string[] {
  if (memory === null) return [];
  const least = memory.unknown.length > 0 ? 'at least ' : '';
  const terms = memory.terms.map(({ what, bytes, arithmetic }) => [what, bytesText(bytes), arithmetic]);
  return [
    ...aligned([...terms, ['together', `${least}${bytesText(memory.bytes)}`]]),
    ...memory.unknown.map((what) => `  not counted: ${what}`),
  ];
}

function fileLines({ files }: ArtifactFactsReport): string[] {
  const rows = files
    .slice(0, SHOWN)
    .map(({ name, bytes, format, formatVersion, sha256 }) => [
      name,
      bytesText(bytes),
      [format ?? '', formatVersion === null ? [] : `version ${formatVersion}`].flat().join(' '),
      sha256 ?? '',
    ]);
  return [...aligned(rows), ...more(files.length)];
}

function metadataLines({ files }: ArtifactFactsReport): string[] {
  const entries = files.flatMap(({ metadata, details }) => Object.entries({ ...metadata, ...details }));
  const rows = entries.slice(0, SHOWN).map(([key, value]) => [key, valueText(value as Json)]);
  return [...aligned(rows), ...more(entries.length)];
}

function tensorLines(tensors: readonly Tensor[]): string[] {
  const rows = tensors
    .slice(0, SHOWN)
    .map(({ name, dtype, shape, bytes }) => [name, dtype, shape.join(' x '), bytesText(bytes)]);
  return [...aligned(rows), ...more(tensors.length)];
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

/** Columns side by side, indented; sizes are aligned to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => columns(row[at] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((cell, at) =>
      isSize(cell) ? padStart(cell, widths[at] ?? 0) : padEnd(cell, widths[at] ?? 0),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

function isSize(cell: string): boolean {
  return /^[\d.]+\u00a0[kMGT]?B$/.test(cell);
}
