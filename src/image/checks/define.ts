import { defineCheck, type CheckInput } from '../../core/check.js';
import type { Expectation } from '../expectation.js';
import type { PairFacts } from '../facts.js';

export { LONE, PAIR } from './ids.js';

/** `defineCheck` for the facts and expectations of images. */
export const imageCheck = defineCheck<PairFacts, Expectation>();

export type ImageCheckInput<Needs extends keyof PairFacts> = CheckInput<PairFacts, Needs, Expectation>;

/** Rounds for people and JSON; 4 decimals are finer than any limit. */
export function rounded(value: number, decimals = 4): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
