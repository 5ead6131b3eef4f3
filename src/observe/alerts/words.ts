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

/** A text on one line without control characters, cut to what a receiver takes. */
export function short(text: string, most: number): string {
  // oxlint-disable-next-line no-control-regex -- they are what is taken away
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}
