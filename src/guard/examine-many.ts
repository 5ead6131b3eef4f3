import { abortReason, PressproofError, UsageError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import type { ImageInput } from '../image/source.js';
import { PoolError } from '../pool/errors.js';
import { runTask } from '../pool/pool.js';
import { crashReport, examine, judgementOf, resultReport, skipReport, startNow, type Started } from './examine.js';
import type { Plan } from './plan.js';

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
  const [first] = planned;
  if (!first) return [];
  const { admission, call } = first.plan;
  const subjects = planned.map(({ output, plan }) => ({ subject: { original, output }, plan }));
  if (!admission.validate) return subjects.map(({ subject, plan }) => skipReport(subject, plan, started));
  try {
    return await together(original, planned, started);
  } catch (error) {
    if (call.signal?.aborted) throw abortReason(call.signal);
    if (error instanceof UsageError) throw error;
    const isWorker = error instanceof PoolError && (error.code === 'worker_died' || error.code === 'timeout');
    return await Promise.all(
      subjects.map(({ subject, plan }) =>
        isWorker ? examine(subject, plan) : crashReport(subject, plan, error, started),
      ),
    );
  }
}

async function together(original: ImageInput, planned: readonly PlannedOutput[], started: Started): Promise<Report[]> {
  const { call, workers } = (planned[0] as PlannedOutput).plan;
  const { budget, timeoutMs, start } = workers;
  const outputs = planned.map(({ output, plan }) => ({ output, ...judgementOf(plan) }));
  const limit = timeoutMs && Math.min(timeoutMs * planned.length, LONGEST_TIMEOUT_MS);
  const task = { kind: 'validate-many', original, outputs, budget } as const;
  const results = await runTask(task, { ...call, start, timeoutMs: limit });
  return await Promise.all(
    planned.map(async ({ output, plan }, index) => {
      const result = results[index]!;
      const subject = { original, output };
      if ('checks' in result) return resultReport(subject, plan, { result, cached: false }, started);
      const { code, message } = result.error;
      return await crashReport(subject, plan, new PressproofError(code, message), started);
    }),
  );
}
