import type { DescribedField } from '../../config/index.js';
import type { Ink } from '../../report/terminal/ink.js';
import { beside, columns, padEnd, plain, shorten } from '../../report/terminal/text.js';
import type { Status } from './present.js';
import { timeText, whileText } from '../../report/times.js';

type Paint = (text: string) => string;
const unpainted: Paint = (text) => text;

/** For people. Ends without a newline. */
export function statusLines(status: Status, ink: Ink, width: number): string[] {
  const { view, fields, problems, notes, emergency } = status;
  const failed = (text: string) => ink.of('fail', text);
  return [
    ...paragraph('Control file', view.path, unpainted, ink, width),
    ...(emergency.disabled
      ? paragraph('Validation', `✗ off, ${offText(status)}`, failed, ink, width)
      : paragraph('Validation', `✓ on${expiredText(status)}`, (text) => ink.of('pass', text), ink, width)),
    ...paragraph('Last change', changeText(status), unpainted, ink, width),
    ...notes.flatMap((note) => paragraph('Note', note, (text) => ink.of('warn', text), ink, width)),
    ...problems.flatMap((problem) => paragraph('Problem', problem, failed, ink, width)),
    '',
    ...tableLines(fields, emergency.disabled ? 'once it is on again' : 'in force', ink, width),
  ];
}

function offText({ view, emergency: { reason, source, until }, now }: Status): string {
  const end =
    until === null ? 'until somebody enables it' : `${whileText(until - now)} left (until ${timeText(until)})`;
  const own = view.emergency;
  // the environment is stronger
  const said = own && source === `control file ${view.path}` ? `“${own.reason}” (${own.by})` : `${reason} (${source})`;
  return `${end}: ${said}`;
}

function expiredText({ view: { file }, now }: Status): string {
  const until = file?.emergency?.until ?? null;
  return until === null ? '' : ` again: the emergency disable ended ${whileText(now - Date.parse(until))} ago`;
}

function changeText({ view: { file, problem }, now }: Status): string {
  if (!file) return problem === null ? 'none: there is no such file yet, so no switch is set' : 'unknown';
  const age = whileText(now - Date.parse(file.changedAt));
  const why = file.reason === '' ? '' : `: “${file.reason}”`;
  return `${file.revision}, ${age} ago (${timeText(file.changedAt)}) by ${file.changedBy}${why}`;
}

/** A name on the left, and a text that wraps beside it. */
function paragraph(name: string, text: string, paint: Paint, ink: Ink, width: number): string[] {
  // as wide as the longest name
  const left = 14;
  return beside(name, left, plain(text), width - left).map(([label, line]) => `${ink.dim(label)}${paint(line)}`);
}

function tableLines(fields: readonly DescribedField[], title: string, ink: Ink, width: number): string[] {
  const rows = fields.map(({ field, value, source }) => {
    const isSwitch = source.startsWith('control file ');
    // the path stands above already
    return {
      field,
      value: value === null ? '–' : plain(typeof value === 'string' ? value : JSON.stringify(value)),
      source: isSwitch ? 'control file' : source,
      isSwitch,
    };
  });
  const [first, second] = [
    Math.max(columns(title), ...rows.map(({ field }) => columns(field))),
    Math.max(columns('value'), ...rows.map(({ value }) => columns(value))),
  ];
  return [
    ink.dim(`${padEnd(title, first)}  ${padEnd('value', second)}  from`),
    ...rows.map(({ field, value, source, isSwitch }) => {
      const from = shorten(plain(source), Math.max(1, width - first - second - 4), 'end');
      const cell = padEnd(value, second);
      return `${padEnd(field, first)}  ${isSwitch ? ink.bold(cell) : cell}  ${isSwitch ? ink.bold(from) : ink.dim(from)}`;
    }),
  ];
}
