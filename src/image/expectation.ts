import { invalidArgument } from '../core/errors.js';
import { accepts, rangeInWords, type Range } from '../core/limits.js';

export const OPERATIONS = ['recompress', 'frame_reduction', 'color_reduction', 'lossy_compression', 'timing'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const COLOR_SCOPES = ['animation', 'frame'] as const;

/** What the operation was asked to do. What is not stated is expected to be preserved. */
export interface Expectation {
  /** Share of frames to be kept. */
  frameRatio?: number | undefined;
  /** Colour limit. */
  colors?: number | undefined;
  /** What the limit bounds: the union over all frames, or each composited frame. Default: animation. */
  colorScope?: (typeof COLOR_SCOPES)[number] | undefined;
  /** Frames a second to be shown; with `frame_reduction` and no ratio the most, over the same time. */
  fps?: number | undefined;
}

/** What the numbers of an expectation can be. */
export const EXPECTED_NUMBERS = {
  frameRatio: { over: 0, max: 1 },
  colors: { whole: true, min: 1, max: 2 ** 24 },
  fps: { over: 0, max: 1000 },
} as const satisfies Readonly<Record<string, Range>>;

const NAMES: readonly string[] = Object.keys({
  frameRatio: true,
  colors: true,
  colorScope: true,
  fps: true,
} satisfies Record<keyof Expectation, true>);

/**
 * What was stated of an expectation, without undefined values.
 * @throws UsageError `invalid_argument`, naming the field
 */
export function parseExpectation(expectation: Expectation): Expectation {
  const stated = Object.entries(expectation).filter(([, value]) => value !== undefined);
  for (const [name, value] of stated) {
    if (!NAMES.includes(name)) throw invalidArgument('expectation', `only ${NAMES.join(', ')}`, name);
    if (name === 'colorScope') {
      const known = COLOR_SCOPES.some((scope) => scope === value);
      if (!known) throw invalidArgument('expectation.colorScope', `one of ${COLOR_SCOPES.join(', ')}`, value);
    } else {
      const range = EXPECTED_NUMBERS[name as keyof typeof EXPECTED_NUMBERS];
      if (!accepts(range, value)) throw invalidArgument(`expectation.${name}`, rangeInWords(range), value);
    }
  }
  return Object.fromEntries(stated);
}
