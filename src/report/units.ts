import type { Json } from '../core/check.js';

/** A count with its thousands apart: `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** A share as per cent with one decimal: `52.9 %`. */
export function percentText(share: number): string {
  const text = (share * 100).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text.replace('-', '−')}\u00a0%`;
}

/** What became of the bytes: `52.9 % saved`, or `6.6 % larger`. */
export function savedText(share: number): string {
  return share < 0 ? `${percentText(-share)} larger` : `${percentText(share)} saved`;
}

/** Milliseconds as people read them: `0.4 ms`, `35 ms`, `1.2 s`. */
export function durationText(ms: number): string {
  // a clock that shows 0.0 looks broken
  if (ms < 0.1) return 'under 0.1\u00a0ms';
  if (ms < 10) return `${ms.toFixed(1)}\u00a0ms`;
  return ms < 1000 ? `${ms.toFixed(0)}\u00a0ms` : `${(ms / 1000).toFixed(1)}\u00a0s`;
}

/** More array items than this tell a reader nothing in a table cell. */
const ARRAY_ITEMS = 8;

/** Expected and actual values as a short phrase: `max 37`, `union 50, maxPerFrame 22`. */
export function valueText(value: Json): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value);
  if (isArray(value)) {
    const items = value.slice(0, ARRAY_ITEMS).map(nestedText);
    const more = value.length - items.length;
    return items.length === 0 ? 'none' : `${items.join(', ')}${more > 0 ? `, … ${more} more` : ''}`;
  }
  const entries = Object.entries(value);
  return entries.length === 0 ? 'none' : entries.map(([key, item]) => `${key} ${nestedText(item)}`).join(', ');
}

/** Counts and bytes whole; measures to four decimals, and very small ones to three digits. */
function numberText(value: number): string {
  const digits = Math.abs(value) < 0.001 ? value.toPrecision(3) : value.toFixed(4);
  return String(Number.isInteger(value) ? value : Number(digits));
}

function nestedText(value: Json): string {
  const text = valueText(value);
  return typeof value === 'object' && value !== null ? `(${text})` : text;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
