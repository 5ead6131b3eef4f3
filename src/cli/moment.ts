import { invalidArgument } from '../core/errors.js';
import { durationIn } from './arguments.js';

/** A parser of points in the past for commander: `30m`, `24h`, `7d` ago, or a time of ISO 8601. Returns ms since 1970. */
export function momentFor(name: string, now: () => number = Date.now) {
  return (text: string): number => {
    const ago = durationIn(text);
    // a bare number would be read as a year
    const moment = Number.isNaN(ago) ? dateIn(text) : now() - ago;
    if (Number.isFinite(moment)) return moment;
    throw invalidArgument(name, 'a time such as 30m, 24h, 7d (ago) or 2026-01-31T09:00Z', text);
  };
}

/** A parser of `--until VALUE` for commander: from now on for a while, or until a time to come. Returns ms since 1970. */
export function untilFor(name: string, now: () => number = Date.now) {
  return (text: string): number => {
    const duration = durationIn(text);
    const until = Number.isNaN(duration) ? timeIn(text) : now() + duration;
    // what a Date can hold
    if (until > now() && until <= 8.64e15) return until;
    throw invalidArgument(name, 'a duration such as 30m, 2h or 1d, or a time to come such as 2026-01-31T18:00Z,', text);
  };
}

/** A date alone is where its day begins. */
function dateIn(text: string): number {
  return /^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
}

/** A date alone is no time to come: nobody means midnight in London. Without a zone it is the local one. */
function timeIn(text: string): number {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
}
