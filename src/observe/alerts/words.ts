import { visibleLine } from '../../core/visible.js';

/** "8.2 %", "12 %", "0.25 %": as many digits as a rate of some thousand subjects has. */
export function percent(share: number): string {
  const value = share * 100;
  return `${Number(value >= 1 ? value.toFixed(1) : value.toPrecision(2))} %`;
}

/** A number of minutes as a person says it: "10 minutes", "2 hours", "90 seconds". */
export function since(minutes: number): string {
  return duration(minutes * 60_000);
}

/** "45 seconds", "12 minutes", "3 hours": the largest unit of which there are at least two. */
export function duration(ms: number): string {
  const units = [
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  for (const [unit, length] of units) if (ms >= 2 * length) return counted(Math.round(ms / length), unit);
  return counted(Math.round(ms / 1000), 'second');
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A text on one line, with nothing in it that a receiver would obey, cut to what one takes. */
export function short(text: string, most: number): string {
  const line = visibleLine(text);
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
