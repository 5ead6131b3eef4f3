/** Bytes of a tensor, from its beginning. */
export interface Span {
  readonly start: number;
  readonly bytes: number;
}

/** A window is one read of the disk. */
const WINDOW_BYTES = 2 ** 16;
/** 16 windows: tensors of up to 1 MiB are read whole, and of one of 1 GiB a thousandth. */
const WINDOWS = 16;

/**
 * What is read of a tensor when it is sampled: all of it up to 1 MiB; else its first and last 64 KiB, and in each of 14
 * equal parts of what lies between 64 KiB, at a place that its name decides. The same artifact is sampled the same way.
 */
export function sampleOf(name: string, bytes: number, unit: number): readonly Span[] {
  if (bytes <= WINDOWS * WINDOW_BYTES) return [{ start: 0, bytes }];
  const window = Math.max(unit, WINDOW_BYTES - (WINDOW_BYTES % unit));
  const whole = (offset: number) => offset - (offset % unit);
  const first = { start: 0, bytes: window };
  const last = { start: whole(bytes - window), bytes: bytes - whole(bytes - window) };
  const parts = WINDOWS - 2;
  const part = (last.start - window) / parts;
  let seed = hashOf(name);
  const between = Array.from({ length: parts }, (_, index): Span => {
    // a linear congruential step (Numerical Recipes): spread enough for a place
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const room = Math.max(0, part - window);
    return { start: whole(Math.floor(window + index * part + (seed / 2 ** 32) * room)), bytes: window };
  });
  return [first, ...between, last];
}

/** FNV-1a of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
