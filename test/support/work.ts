import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/**
 * How much of our own code a call runs: how often each of its blocks was entered, as V8 counts for coverage. The same for
 * the same call on every machine, however busy; what is built into the language counts as one.
 */
export async function workOf(call: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    call();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const ours = result.filter(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : url).startsWith(src));
    const blocks = ours.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
    if (blocks.length === 0) throw new Error('None of our code was counted');
    return blocks.reduce((sum, { count }) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}
