import { abortReason, UsageError } from '../core/errors.js';
import type { ImageArgument } from '../image/source.js';
import type { ProbeResult } from '../image/task.js';
import { PoolError } from '../pool/errors.js';
import { runTask } from '../pool/pool.js';
import type { CallOptions } from './plan/options.js';
import { planNow } from './plan/plan-now.js';
import { parseImage } from './subject.js';

export interface ProbeOptions extends CallOptions {
  /** Also decode with sharp and gifuct-js and say where they see something else. */
  readonly crossCheck?: boolean | undefined;
}

/**
 * Facts of one image, no judgement. A file that is missing, unreadable or no image is an object with `error`.
 * @example
 * const facts = await probe('in.gif');
 * if (!('error' in facts)) console.log(facts.frames, facts.fps);
 * @throws UsageError for wrong options; the signal's reason on abort
 */
export async function probe(file: ImageArgument, options: ProbeOptions = {}): Promise<ProbeResult> {
  const input = parseImage('file', file);
  const { crossCheck, budget, workers, call } = planNow(options);
  try {
    const task = { kind: 'probe', file: input, budget, crossCheck } as const;
    return await runTask(task, { ...call, ...workers });
  } catch (error) {
    if (call.signal?.aborted) throw abortReason(call.signal);
    if (error instanceof UsageError || !(error instanceof PoolError)) throw error;
    const path = 'path' in input ? input.path : null;
    return { path, bytes: null, sha256: null, error: { code: error.code, message: error.message } };
  }
}
