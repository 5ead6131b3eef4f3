/** Rows of an image that are stored one after the other. */
export interface Pass {
  /** First row and the distance to the next one. */
  readonly first: number;
  readonly step: number;
  /** Stored rows before this pass. */
  readonly before: number;
}

// GIF89a appendix E: every 8th row from 0, every 8th from 4, every 4th from 2, every 2nd from 1
const INTERLACED = [
  { first: 0, step: 8 },
  { first: 4, step: 8 },
  { first: 2, step: 4 },
  { first: 1, step: 2 },
] as const;

const PLAIN: readonly Pass[] = [{ first: 0, step: 1, before: 0 }];

/** The passes in which an image's rows are stored; a plain image has one. */
export function passesOf(height: number, interlaced: boolean): readonly Pass[] {
  if (!interlaced) return PLAIN;
  let before = 0;
  return INTERLACED.map(({ first, step }) => {
    const pass = { first, step, before };
    before += rowsBelow(height, pass);
    return pass;
  });
}

/** How many of a pass's rows are above row `limit`. */
export function rowsBelow(limit: number, pass: Pick<Pass, 'first' | 'step'>): number {
  return Math.max(0, Math.ceil((limit - pass.first) / pass.step));
}
