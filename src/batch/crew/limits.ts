import { DEFAULT_TIMEOUT_MS } from '../../engines/define.js';
import type { WorkSettings } from '../execute/settings.js';
import type { Task } from '../task.js';

/** What a worker process may take. */
export interface CrewLimits {
  /** JavaScript heap of its main thread, MiB. */
  readonly heapMb: number;
  /** Items after which it is replaced. */
  readonly mostItems: number;
  /** Resident memory after an item, MiB, over which it is replaced. */
  readonly mostResidentMb: number;
  /** Time limit of one engine run, ms. */
  readonly engineMs: number;
  /** What an item may take beside its engines and checks, ms. */
  readonly slackMs: number;
  /** Time from its start to being ready, ms. */
  readonly startMs: number;
}

export const CREW_LIMITS: CrewLimits = {
  // reports of the longest animations are some 10 MB; pixels are outside this heap, and bounded by their own budget
  heapMb: 512,
  // a start costs some 0.5 s of CPU, the smallest item 10 ms: under 1 % of their time
  mostItems: 10_000,
  // after small items it has some 150; what stays over this is left of a large one, and 8 workers fit into 8 GB
  mostResidentMb: 1024,
  // engines end themselves then; whatever is left to be ended here has hung
  engineMs: DEFAULT_TIMEOUT_MS,
  // fetching, copying and hashing 100 MiB from a slow network disk
  slackMs: 60_000,
  // half a second where nobody else wants the machine
  startMs: 60_000,
};

/** ms after which an item's worker must have hung: everything in it that may take long has a limit of its own. */
export function hardLimitMs({ job, item }: Task, { settings }: WorkSettings, limits: CrewLimits): number {
  if (job === 'artifacts') return settings.settings.artifact.timeoutMs + limits.slackMs;
  const stages = item.recipe?.stages.length ?? 0;
  // of several stages each is judged, and then the whole
  const judgements = stages > 1 ? stages + 1 : 1;
  return stages * limits.engineMs + judgements * settings.settings.pool.timeoutMs + limits.slackMs;
}
