import { abortReason, PressproofError, UsageError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import type { ImageInput } from '../image/source.js';
import type { ValidateManyTask } from '../image/task.js';
import { PoolError } from '../pool/errors.js';
import { ownTask, runTask } from '../pool/pool.js';
import type { Recalled } from './cache/recall.js';
import { aboutImage, examine, judgementOf } from './examine.js';
import { crashReport, resultReport, skipReport, startNow, type Started } from './reports.js';
import type { Plan } from './plan/plan.js';

/** One of several outputs and how it is to be judged. */
export interface PlannedOutput {
  readonly output: ImageInput;
  readonly plan: Plan;
}

/** setTimeout fires at once beyond it. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * `examine` for outputs of one original, in one task. Where the worker does not survive it or takes too long, each gets a
 * task of its own: then it is told whose fault it is.
 * @throws as examine
 */
export async function examineMany(original: ImageInput, planned: readonly PlannedOutput[]): Promise<Report[]> {
  const started = startNow();
  // the checks that were asked of an output may all be off
  const looked = (await lookAt(original, planned.filter(isLookedAt), started)).values();
  return planned.map((one) => {
    if (isLookedAt(one)) return looked.next().value!;
    return skipReport(aboutImage({ original, output: one.output }, one.plan), one.plan, started);
  });
}

function isLookedAt({ plan }: PlannedOutput): boolean {
  return plan.admission.validate;
}

async function lookAt(original: ImageInput, planned: readonly PlannedOutput[], started: Started): Promise<Report[]> {
  const [first] = planned;
  if (!first) return [];
  const { signal } = first.plan.call;
  try {
    return await together(original, planned, started);
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal);
    if (error instanceof UsageError) throw error;
    const isWorker = error instanceof PoolError && (error.code === 'worker_died' || error.code === 'timeout');
    return await Promise.all(
      planned.map(({ output, plan }) =>
        isWorker
          ? examine({ original, output }, plan)
          : crashReport(aboutImage({ original, output }, plan), plan, error, started),
      ),
    );
  }
}

async function together(original: ImageInput, planned: readonly PlannedOutput[], started: Started): Promise<Report[]> {
  const { call, budget, workers } = (planned[0] as PlannedOutput).plan;
  const { timeoutMs, start } = workers;
  const outputs = planned.map(({ output, plan }) => ({ output, ...judgementOf(plan) }));
  // before anything is waited for: the caller may change its bytes as soon as it has the promise
  const task = ownTask({ kind: 'validate-many', original, outputs, budget } as const);
  const recalled = await recallAll(task, planned);
  const unknown = task.outputs.filter((_, index) => !recalled[index]?.known);
  const limit = timeoutMs && Math.min(timeoutMs * unknown.length, LONGEST_TIMEOUT_MS);
  const options = { ...call, start, timeoutMs: limit };
  const measured = unknown.length === 0 ? [] : await runTask({ ...task, outputs: unknown }, options);
  const results = measured.values();
  return await Promise.all(
    planned.map(async ({ output, plan }, index) => {
      const subject = { original, output };
      const { known, keep } = recalled[index] ?? NOT_RECALLED;
      if (known) return resultReport(aboutImage(subject, plan), plan, { result: known, cached: true }, started);
      // in their order: nothing is waited for before it
      const result = results.next().value!;
      if ('checks' in result) {
        await keep(result);
        return resultReport(aboutImage(subject, plan), plan, { result, cached: false }, started);
      }
      const { code, message } = result.error;
      return await crashReport(aboutImage(subject, plan), plan, new PressproofError(code, message), started);
    }),
  );
}

const NOT_RECALLED: Recalled = { known: null, keep: async () => undefined };

/** What the caches of the outputs' plans know of them, in their order; empty where there is none. */
async function recallAll(
  { original, outputs, budget }: ValidateManyTask,
  planned: readonly PlannedOutput[],
): Promise<(Recalled | null)[]> {
  if (planned.every(({ plan }) => plan.cache === null)) return [];
  const { recall, sharedFingerprints } = await import('./cache/recall.js');
  const fingerprint = sharedFingerprints();
  return await Promise.all(
    outputs.map(async (one, index) => {
      const { cache, call } = (planned[index] as PlannedOutput).plan;
      if (cache === null) return null;
      return await recall({ kind: 'validate', original, ...one, budget }, cache, call.signal, fingerprint);
    }),
  );
}
