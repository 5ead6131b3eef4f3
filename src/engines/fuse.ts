import type { CompressParameters, Engine, ParameterName } from './engine.js';

/**
 * What one run of an engine can do in place of two, the parameters of both; null where that would be something else.
 *
 * gifsicle drops frames, then reduces colours, then codes with loss, in whatever order it is asked. Asked for in that
 * order, one run shows what several show (test/engines/fuse.test.ts, gifsicle 1.93 and 1.96: colours then loss the same
 * pixels on every fixture; after frames, 45 dB at the least, where a palette entry differs). In another order it does not:
 * losses before the palette is chosen give another palette (29 dB), and after frames that look alike were merged, another
 * half of them is kept (11 dB, a different moment). Effort changes no pixel, so that of a file which is not kept is left out.
 */
export function fused(
  { name }: Pick<Engine, 'name'>,
  first: CompressParameters,
  then: CompressParameters,
): CompressParameters | null {
  if (name !== 'gifsicle') return null;
  const [done, next] = [placesOf(first), placesOf(then)];
  // of nothing, the most is -Infinity and the least Infinity
  const isInOrder = done.length > 0 && next.length > 0 && Math.max(...done) < Math.min(...next);
  if (!isInOrder) return null;
  const lasting = Object.entries(first).filter(([parameter]) => parameter !== 'optimize');
  return { ...Object.fromEntries(lasting), ...then };
}

const ORDER: Readonly<Partial<Record<ParameterName, number>>> = { frameRatio: 0, colors: 1, dither: 1, lossy: 2 };

/** Where in the order the parameters stand; NaN, which is before nothing, for one without a place. */
function placesOf(parameters: CompressParameters): number[] {
  const stated = (Object.keys(parameters) as ParameterName[]).filter((name) => name !== 'optimize');
  return stated.map((name) => ORDER[name] ?? Number.NaN);
}
