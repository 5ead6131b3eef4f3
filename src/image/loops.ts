import type { ImageFormat, Structure } from './facts.js';

/**
 * How often an animation is played; Infinity for ever. GIF stores repeats (Netscape's application block: a count of n is
 * played n + 1 times, no block once), WebP plays (container specification, ANIM chunk); 0 is for ever in both.
 */
export function playsOf({ format, loopCount }: Pick<Structure, 'format' | 'loopCount'>): number {
  if (loopCount === null) return 1;
  if (loopCount === 0) return Infinity;
  return format === 'webp' ? loopCount : loopCount + 1;
}

/** The loop count that a format stores for so many plays: the inverse of {@link playsOf}. */
export function loopCountOf(plays: number, format: ImageFormat): number | null {
  if (plays === Infinity) return 0;
  if (format === 'webp') return plays;
  return plays === 1 ? null : plays - 1;
}
