import { copyFile, stat } from 'node:fs/promises';
import type { Report } from '../../core/report.js';
import { UsageError } from '../../core/errors.js';
import { enforcedVerdict } from '../../policy/decision.js';
import { statIfThere } from '../files/stat.js';
import { relabel } from '../relabel.js';
import { timed } from '../stopwatch.js';
import type { PairPaths } from '../job.js';
import { PipelineError } from './errors.js';
import { privateFolder } from './folder.js';
import type { PipelineResult, StageResult } from './result.js';
import { labelOf, type Step } from './stage.js';
import { labelsOf } from './versions.js';

export interface PipelineJob {
  readonly steps: readonly Step[];
  readonly input: string;
  readonly output: string;
  readonly signal: AbortSignal | undefined;
  /** Looks at what a step made of its own input; null: nobody looks. */
  readonly look: ((subject: PairPaths, step: Step) => Promise<Report>) | null;
  /** Whether nothing follows on a stage that failed. */
  readonly stopEarly: boolean;
}

/**
 * Runs one step after the other. What lies between them is in a folder of our own and gone afterwards. A pipeline that
 * stops early leaves at `output` what the failed stage made.
 * @throws PipelineError naming the stage; what the signal says
 */
export async function runSteps(job: PipelineJob): Promise<PipelineResult> {
  const { steps, input, output } = job;
  const { size: inputBytes } = await stat(input);
  const folder = await privateFolder(output);
  const stages: StageResult[] = [];
  const names = new Map<string, string>();
  let durationMs = 0;
  let from = input;
  const queue = [...steps];
  const last = steps.at(-1)?.stages.at(-1);
  try {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const isLast = step.stages.at(-1) === last;
      const to = isLast ? output : folder.file();
      if (!isLast) names.set(to, `${output} after stage ${step.stages.at(-1)! + 1}`);
      const { value: compressed, ms } = await timed(() => compressOne(job, step, from, to));
      durationMs += ms;
      const report = (await job.look?.({ original: { path: from }, output: { path: to } }, step)) ?? null;
      if (report?.verdict === 'fail' && step.parts.length > 0) {
        // what several stages did at once has nobody to blame, and is not to be worse than each of them
        queue.unshift(...step.parts);
        continue;
      }
      const { compressor, parameters } = step;
      const said = { engine: compressor.name, parameters, report, compressed: { ...compressed } };
      stages.push({ stages: step.stages, ...relabel(said, names) });
      from = to;
      if (job.stopEarly && report && isUnfit(report)) break;
    }
    if (from !== output) await copyFile(from, output);
    const { size: outputBytes } = await stat(output);
    return {
      ...(await labelsOf(steps, stages)),
      inputBytes,
      outputBytes,
      durationMs,
      stages,
      failedStage: firstFailed(stages),
    };
  } finally {
    await folder.remove();
  }
}

/** In enforce mode only what enforces rejects. */
function isUnfit(report: Report): boolean {
  return (report.mode === 'enforce' ? enforcedVerdict(report) : report.verdict) === 'fail';
}

async function compressOne({ steps, signal }: PipelineJob, step: Step, from: string, to: string): Promise<object> {
  const stage = step.stages[0]!;
  const title = titleOf(step, steps);
  try {
    const compressed = await step.compressor.compress(from, to, step.parameters, signal);
    if ((await statIfThere(to))?.size) return compressed;
  } catch (error) {
    if (signal?.aborted || error instanceof UsageError) throw error;
    throw PipelineError.of(error, stage, title);
  }
  const message = `${title} ended without an error but wrote no file`;
  throw new PipelineError('engine_failed', message, { stage, report: null });
}

/** As messages name it: `Stage 2 of 3 (gifsicle lossy=80)`. */
export function titleOf(step: Step, steps: readonly Step[]): string {
  const total = steps.reduce((sum, { stages }) => sum + stages.length, 0);
  const numbers = step.stages.map((stage) => stage + 1);
  const which = numbers.length > 1 ? `Stages ${numbers.join(' and ')}` : `Stage ${numbers[0]}`;
  return `${which} of ${total} (${labelOf(step)})`;
}

function firstFailed(stages: readonly StageResult[]): number | null {
  return stages.find(({ report }) => report?.verdict === 'fail')?.stages[0] ?? null;
}
