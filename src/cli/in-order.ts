/**
 * Maps with at most `width` calls at work and yields in the order of the source, reading it only as fast as results
 * are taken. When the signal fires, what is finished is still yielded, and the rest is left.
 */
export async function* inOrder<Item, Result>(
  source: Iterable<Item> | AsyncIterable<Item>,
  width: number,
  map: (item: Item) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = [];
  try {
    for await (const item of source) {
      if (signal.aborted) break;
      const result = map(item);
      // handled below, in its turn; until then it must not count as unhandled
      result.catch(() => undefined);
      pending.push(result);
      if (pending.length >= width) yield await (pending.shift() as Promise<Result>);
    }
    while (pending.length > 0) yield await (pending.shift() as Promise<Result>);
  } catch (error) {
    if (!signal.aborted) throw error;
    for (const result of await Promise.allSettled(pending)) if (result.status === 'fulfilled') yield result.value;
  }
}
