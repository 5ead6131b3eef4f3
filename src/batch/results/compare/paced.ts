import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lookups between turns: half a megabyte, some tens of ms. */
const LOOKUPS = 500;

/**
 * Rows with a turn of the event loop now and then: what SQLite's binding makes for a lookup is only let go of there, 900
 * bytes each, which over a million items would be a gigabyte.
 */
export async function* paced<Row>(rows: Iterable<Row>, signal?: AbortSignal): AsyncGenerator<Row> {
  let count = 0;
  for (const row of rows) {
    yield row;
    count += 1;
    if (count % LOOKUPS !== 0) continue;
    await nextTurn();
    signal?.throwIfAborted();
  }
}
