/** Three digits tell what is over a threshold from what is on it. */
export function inDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function inPercent(share: number): string {
  return `${inDigits(100 * share)} %`;
}
