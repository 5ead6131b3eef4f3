import type { Capability } from './engine.js';

type Keyed = 'operation' | 'parameter';

/** What an engine does to every file, or when it is asked for nothing. @param note - one sentence */
export function always(note: string): Capability {
  return { ...BARE, operation: 'recompress', parameter: null, note };
}

/** A colour limit, 2 to 256 unless the engine says otherwise. */
export function colorLimit(stated: Pick<Capability, 'colorScope' | 'note'> & Partial<Capability>): Capability {
  const range = { min: 2, max: 256 };
  // 128 is hardly seen, 32 is
  return { ...BARE, operation: 'color_reduction', parameter: 'colors', range, typical: [128, 32], ...stated };
}

/** Ways to dither. Without a colour limit there is nothing to dither. */
export function dithering(choices: readonly string[], typical: readonly string[], note: string): Capability {
  return { ...BARE, operation: 'color_reduction', parameter: 'dither', choices, needs: 'colors', typical, note };
}

/** Any other parameter; what is not stated does not apply. */
export function capability(stated: Pick<Capability, Keyed | 'note'> & Partial<Capability>): Capability {
  return { ...BARE, ...stated };
}

const BARE = { range: null, choices: null, needs: null, typical: [], colorScope: null } as const;
