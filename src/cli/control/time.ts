import { invalidArgument } from '../../core/errors.js';
import { durationIn } from '../arguments.js';

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

/** A date alone is no time: nobody means midnight in London. Without a zone it is the local one. */
function timeIn(text: string): number {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A while as people say it, in its two largest units: `45 s`, `12 min 30 s`, `3 h 5 min`, `2 d`. */
export function whileText(ms: number): string {
  let left = Math.max(0, Math.round(ms / 1000));
  const first = UNITS.findIndex(([, seconds]) => left >= seconds);
  if (first < 0) return '0 s';
  const parts = UNITS.slice(first, first + 2).flatMap(([unit, seconds]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return parts.join(' ');
}

/** `2026-01-31 18:00:05 UTC`: people on call sit in several zones. */
export function timeText(time: number | string): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
