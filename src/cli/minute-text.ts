/** A time as people compare it: `2026-01-31 09:05`, UTC. */
export function minuteText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
