import type { CheckOutcome } from '../core/report.js';

/**
 * What a check stumbled over, as a code to group by: its own, that of the first problem it lists, or the first limit
 * that was broken. null: it names none.
 */
export function findingCode({ details }: CheckOutcome): string | null {
  const [limit] = listIn(details?.['brokenLimits']);
  const [problem] = listIn(details?.['problems']);
  // images call it a code, artifacts a rule
  const { code, rule } = (problem ?? {}) as { readonly code?: unknown; readonly rule?: unknown };
  const candidates = [details?.['code'], code, rule, limit];
  return candidates.find((value) => typeof value === 'string') ?? null;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
