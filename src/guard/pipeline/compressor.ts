import type { Report } from '../../core/report.js';
import { countedStanding, countedVerdict } from '../../policy/decision.js';
import { examine } from '../examine.js';
import { teach, type InGuard } from '../in-guard.js';
import type { Compressor, PairPaths } from '../job.js';
import type { Plan } from '../plan/plan.js';
import { PipelineError } from './errors.js';
import { stagesOutcome } from './outcome.js';
import type { PipelineResult } from './result.js';
import { fusedSteps } from './fused-steps.js';
import { runSteps } from './run.js';
import { askedOfAll, stepsOf, type PipelineStage, type Step } from './stage.js';

export interface PipelineOptions {
  /** Whether nothing follows on a stage that failed. Default: in enforce mode, where its output is rejected anyhow. */
  readonly stopEarly?: boolean | undefined;
}

/**
 * Several compressions as one compressor, for `guard` and whatever else takes one; parameters are those of the stages.
 * By itself it looks at nothing. Under a guard in alert or enforce each stage is judged against its own input too, and
 * the report says in `pipeline_stages` which of them caused a failure.
 * @throws UsageError, EngineError: for stages that cannot be run
 */
export function pipelineCompressor(
  stages: readonly PipelineStage[],
  { stopEarly }: PipelineOptions = {},
): Compressor<unknown, PipelineResult> {
  const asked = stepsOf(stages);
  const steps = fusedSteps(asked);
  const compressor: Compressor<unknown, PipelineResult> = {
    name: asked.map(({ compressor: { name } }) => name).join(' | '),
    compress: (input, output, _, signal) => runSteps({ steps, input, output, signal, look: null, stopEarly: false }),
  };
  return teach(compressor, { asked: askedOfAll(steps), under: (plan) => watchful(steps, plan, stopEarly) });
}

type Watchful = ReturnType<InGuard<unknown, PipelineResult>['under']>;

function watchful(steps: readonly Step[], plan: Plan, stopEarly = plan.admission.mode === 'enforce'): Watchful {
  return {
    async compress(input, output, _, signal) {
      const look = (subject: PairPaths, { asked }: Step): Promise<Report> => examine(subject, { ...plan, ...asked });
      const result = await runSteps({ steps, input, output, signal, look, stopEarly });
      const report = result.stages.at(-1)?.report ?? null;
      if (plan.admission.mode === 'enforce' || !isStopped(result, steps)) return result;
      // alert publishes whatever comes out, but half of what was asked for is no output
      const stage = result.failedStage ?? 0;
      throw new PipelineError('stage_failed', stagesOutcome(result.stages, null).message, { stage, report });
    },
    async examine(result, subject, under) {
      const stopped = isStopped(result, steps);
      const base = stopped ? lastReport(result) : await examine(subject, under);
      const own = stagesOutcome(result.stages, stopped ? null : base);
      const checks = [...base.checks, own];
      const { admission, operation, expectation } = under;
      return {
        ...base,
        operation,
        expectation: { ...expectation } as Report['expectation'],
        subject: stopped ? subjectOf(result, base, subject) : base.subject,
        checks,
        verdict: countedVerdict(checks, admission.mode),
        coverage: { ...base.coverage, ...countedStanding(checks, admission.mode) },
      };
    },
  };
}

function isStopped({ stages }: PipelineResult, steps: readonly Step[]): boolean {
  return stages.at(-1)?.stages.at(-1) !== steps.at(-1)?.stages.at(-1);
}

function lastReport({ stages }: PipelineResult): Report {
  const report = stages.at(-1)?.report;
  if (!report) throw new TypeError('A pipeline stops only at a stage that was judged');
  return report;
}

/** The report of the stage that failed becomes one on the file that the pipeline was given. */
function subjectOf({ stages }: PipelineResult, { subject }: Report, { output }: PairPaths): Report['subject'] {
  const original = stages[0]?.report?.subject.original ?? subject.original;
  return { kind: subject.kind, ...(original && { original }), output: { ...subject.output!, path: output.path } };
}
