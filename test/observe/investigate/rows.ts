import type { InvestigatedCheck, InvestigatedRow } from '../../../src/observe/investigate/index.js';

export const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

export type Odd = (
  index: number,
) => Partial<InvestigatedRow> & { readonly broken?: Readonly<Record<string, string | null>> };

/** Ids of the checks that every row of these tests has. */
export const CHECKS = ['file_integrity', 'frame_count', 'fps', 'duration', 'color_count', 'quality_degradation'];

/** As many subjects an hour for as many hours as asked for, three engines and four limits of colours in turn. */
export function rows(hours: number, perHour: number, odd: Odd = () => ({})): InvestigatedRow[] {
  return Array.from({ length: hours * perHour }, (_, index) => {
    const { broken = {}, ...more } = odd(index);
    const checks = CHECKS.map((id): InvestigatedCheck => {
      const failed = id in broken;
      return { id, outcome: failed ? 'failed' : 'passed', code: broken[id] ?? null };
    });
    return {
      id: String(index),
      at: START + Math.floor((index * HOUR) / perHour),
      suite: 'image',
      verdict: Object.keys(broken).length > 0 ? 'fail' : 'pass',
      skipped: null,
      operation: 'color_reduction',
      engine: engineOf(index),
      engineVersion: '1',
      parameters: { colors: colorsOf(index) },
      coverage: 'full',
      degradation: 'normal',
      checks,
      ...more,
    };
  });
}

export function engineOf(index: number): string {
  return ['gifsicle', 'sharp', 'gifenc'][index % 3] ?? '';
}

export function colorsOf(index: number): number {
  return [16, 32, 64, 128][Math.floor(index / 3) % 4] ?? 0;
}

/** All checks could not be measured, for one reason. */
export function unmeasured(code: string): Partial<InvestigatedRow> {
  const checks = CHECKS.map((id, index) => ({ id, outcome: 'inconclusive' as const, code: index === 0 ? code : null }));
  return { verdict: 'inconclusive', checks };
}

/** The same each time: a linear congruential generator (Numerical Recipes' constants). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export { START };
