import { invalidArgument } from '../core/errors.js';

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A parser of points in the past for commander: `30m`, `24h`, `7d` ago, or a time of ISO 8601. Returns ms since 1970. */
export function momentFor(name: string, now: () => number = Date.now) {
  return (text: string): number => {
    const [, digits, unit] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text.trim()) ?? [];
    const ago = unit === undefined ? undefined : UNITS_MS[unit];
    // a bare number would be read as a year
    const moment = ago === undefined ? isoTime(text) : now() - Number(digits) * ago;
    if (Number.isFinite(moment)) return Math.round(moment);
    throw invalidArgument(name, 'a time such as 30m, 24h, 7d (ago) or 2026-01-31T09:00Z', text);
  };
}

function isoTime(text: string): number {
  return /^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
}
