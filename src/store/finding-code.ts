import type { CheckOutcome } from '../core/report.js';

/**
 * What a check stumbled over, as a code to group by: its own, that of the first problem it lists, or the first limit
 * that was broken. null: it names none.
 */
export function findingCode({ details }: CheckOutcome): string | null {
  const [limit] = listIn(details?.['brokenLimits']);
  const [problem] = listIn(details?.['problems']);
  const candidates = [details?.['code'], (problem as { readonly code?: unknown } | undefined)?.code, limit];
  return candidates.find((value) => typeof value === 'string') ?? null;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
