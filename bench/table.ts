import { FEWEST_ROUNDS } from './alternate.js';
import type { Comparison } from './compare.js';
import type { Machine } from './machine.js';
import type { Measurement, Outcome, Unit } from './measurement.js';
import { reached, targetOf } from './targets.js';

const HEADINGS = ['what', 'median', 'quartiles', 'rounds', 'must', 'aim', '', 'ours', 'peer', 'MP/s'];
const STATE = { aim: 'aim met', must: 'met', missed: 'NOT MET' } as const;

/** Lines for people: the figures with their targets, then what must be known of them. */
export function tableOf({ measurements, notMeasured }: Outcome, { cpu, cores, node, programs, load }: Machine): string {
  const rows = measurements.map(rowOf);
  const notes = measurements.filter(({ note }) => note !== null).map(({ id, note }) => `${id}: ${note}`);
  const absent = notMeasured.map(({ id, reason }) => `${id}: not measured: ${reason}`);
  const versions = Object.entries(programs).map(([name, version]) => `${name}: ${version ?? 'missing'}`);
  const footer = [
    `${cpu}, ${cores} cores, Node ${node}; load ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} after`,
    ...versions,
    `CPU time unless said; A / B = A's cost divided by B's; ${FEWEST_ROUNDS} rounds at least`,
  ];
  return [...aligned([HEADINGS, ...rows]), '', ...absent, ...notes, '', ...footer].join('\n');
}

function rowOf(measurement: Measurement): string[] {
  const { what, median, q1, q3, rounds, unit, ours, peer, of, megapixels } = measurement;
  const target = targetOf(measurement);
  const state = reached(measurement);
  const side = (value: number | null): string => (value === null ? '' : `${figure(value)} ${of}`);
  return [
    what,
    withUnit(median, unit),
    `${figure(q1)} - ${figure(q3)}`,
    String(rounds.length),
    target ? withUnit(target.must, unit) : '',
    target ? withUnit(target.aim, unit) : '',
    state ? STATE[state] : '',
    side(ours),
    side(peer),
    megapixels === null || ours === null ? '' : figure((1000 * megapixels) / ours),
  ];
}

/** What became better or worse than before, and by how much. */
export function comparisonTable({ changes, onlyBefore, onlyAfter }: Comparison): string {
  const rows = changes.map(({ id, before, after, gain, verdict }) => [
    id,
    `${withUnit(before.median, before.unit)} (${figure(before.q1)} - ${figure(before.q3)})`,
    `${withUnit(after.median, after.unit)} (${figure(after.q1)} - ${figure(after.q3)})`,
    `${gain >= 1 ? `${figure(gain)}x better` : `${figure(1 / gain)}x worse`}`,
    verdict === 'same' ? 'within the noise' : verdict.toUpperCase(),
  ]);
  return [
    ...aligned([['figure', 'before', 'now', 'change', ''], ...rows]),
    ...(onlyBefore.length > 0 ? [`Only before: ${onlyBefore.join(', ')}`] : []),
    ...(onlyAfter.length > 0 ? [`Only now: ${onlyAfter.join(', ')}`] : []),
  ].join('\n');
}

function withUnit(value: number, unit: Unit): string {
  return unit === 'x' ? `${figure(value)}x` : `${figure(value)} ${unit}`;
}

/** Three significant digits, never an exponent; what is larger is rounded to them. */
export function figure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const digits = rounded === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toFixed(digits);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  const [headings, ...rest] = rows;
  return [line(headings!), widths.map((width) => '-'.repeat(width)).join('  '), ...rest.map(line)];
}
