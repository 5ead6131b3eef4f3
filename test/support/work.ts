import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

// V8 counts blocks of functions that it compiles from here on, and of all others only their calls: import this first
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/**
 * How much of our own code a call runs: how often each of its blocks was entered, as V8 counts for coverage. The same for
 * the same call on every machine, however busy; what is built into the language counts as one.
 */
export async function workOf(call: () => void): Promise<number> {
  await taken();
  call();
  const work = await taken();
  if (work === 0) throw new Error('None of our code was counted');
  return work;
}

/** Blocks entered since this was asked last. */
async function taken(): Promise<number> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const ours = result.filter(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : url).startsWith(src));
  const blocks = ours.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return blocks.reduce((sum, { count }) => sum + count, 0);
}
