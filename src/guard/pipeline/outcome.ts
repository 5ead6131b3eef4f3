import type { Json } from '../../core/check.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import { enforcedVerdict } from '../../policy/decision.js';
import { addedMost } from './added-most.js';
import type { StageResult } from './result.js';

/** Beside the checks of the image suite, in reports of pipelines only: what of the verdict which stage has caused. */
const STAGES_CHECK = 'pipeline_stages';

/** Who is to blame, in the `details` of that outcome. */
export interface Blame {
  /** `stage`: its own output is unfit. `accumulated`: each is fit by itself, and together they are not. */
  readonly cause: 'stage' | 'accumulated' | null;
  /** Position of the stage; null where nothing failed, or it accumulated. */
  readonly failedStage: number | null;
  /** Position of the stage that added most to what accumulated. */
  readonly addedMost: number | null;
}

const NOBODY: Blame = { cause: null, failedStage: null, addedMost: null };

/** @param end - the output against the original; null where an early stop left none */
export function stagesOutcome(stages: readonly StageResult[], end: Report | null): CheckOutcome {
  const started = { id: STAGES_CHECK, category: 'pipeline', durationMs: 0 };
  const outcome =
    failedByItself(stages, end === null) ?? notMeasured(stages) ?? accumulated(stages, end) ?? calm(stages);
  const { blame = NOBODY, details, ...found } = outcome;
  return { ...started, ...found, details: { ...details, ...blame, stages: stages.map(evidenceOf) } };
}

/** Who is to blame for a verdict; nobody where the report is not one of a pipeline. */
export function blameOf(report: Pick<Report, 'checks'>): Blame {
  const details = report.checks.find(({ id }) => id === STAGES_CHECK)?.details;
  if (!details) return NOBODY;
  const { cause, failedStage, addedMost: most } = details as unknown as Blame;
  return { cause, failedStage, addedMost: most };
}

/** What one run of a pipeline made. */
export interface StageEvidence {
  /** Positions of the stages that it did. */
  readonly stages: readonly number[];
  readonly verdict: string | null;
  readonly reason: string | null;
}

/** What the stages made, as the report of a pipeline says it; nothing where the report is not one. */
export function evidenceIn({ checks }: Pick<Report, 'checks'>): readonly StageEvidence[] {
  const stages = checks.find(({ id }) => id === STAGES_CHECK)?.details?.['stages'];
  return (stages ?? []) as unknown as readonly StageEvidence[];
}

type Found = Pick<CheckOutcome, 'outcome' | 'message' | 'mode' | 'modeSource'> & {
  readonly blame?: Blame;
  readonly details?: Readonly<Record<string, Json>>;
};

function failedByItself(stages: readonly StageResult[], stopped: boolean): Found | null {
  const guilty = stages.find(({ report }) => report?.verdict === 'fail');
  if (!guilty?.report) return null;
  const { report } = guilty;
  const why = report.checks
    .filter(({ outcome, mode }) => outcome === 'failed' && mode !== 'shadow')
    .map(({ id, message }) => `${id}: ${message}`)
    .join('; ');
  return {
    outcome: 'failed',
    message: `${nameOf(guilty)} is unfit against its own input: ${why}${stopped ? '; what follows was not run' : ''}`,
    blame: { ...NOBODY, cause: 'stage', failedStage: guilty.stages[0]! },
    // what failed only under alert must not reject here either
    ...(report.mode === 'enforce' &&
      enforcedVerdict(report) !== 'fail' && { mode: 'alert' as const, modeSource: 'the checks of the stage' }),
  };
}

function notMeasured(stages: readonly StageResult[]): Found | null {
  const open = stages.find(({ report }) => report?.verdict === 'inconclusive');
  if (!open?.report) return null;
  const cause = open.report.checks.find(({ outcome }) => outcome === 'inconclusive');
  const code = cause?.details?.['code'];
  return {
    outcome: 'inconclusive',
    message: `${nameOf(open)} could not be judged: ${open.report.reason ?? cause?.message ?? 'nothing was measured'}`,
    ...(typeof code === 'string' && { details: { code } }),
  };
}

function accumulated(stages: readonly StageResult[], end: Report | null): Found | null {
  const broken = end?.checks.find(({ outcome, mode }) => outcome === 'failed' && mode !== 'shadow');
  if (!broken) return null;
  const most = addedMost(broken, stages);
  const culprit = most === null ? 'no single one stands out' : `${nameOf(stages[most]!)} added most`;
  return {
    outcome: 'failed',
    message: `Accumulated: each stage is fit against its own input, but together they fail ${broken.id}; ${culprit}`,
    blame: { cause: 'accumulated', failedStage: null, addedMost: most === null ? null : stages[most]!.stages[0]! },
    ...(broken.mode && { mode: broken.mode, modeSource: broken.modeSource }),
  };
}

function calm(stages: readonly StageResult[]): Found {
  const idle = stages.filter(({ report }) => report && isNoOp(report));
  if (idle.length === 0) {
    return { outcome: 'passed', message: `Each of ${stages.length} stages is fit against its own input` };
  }
  return { outcome: 'warned', message: `No-op: ${idle.map(nameOf).join(', ')} left its input byte for byte as it was` };
}

/** Whether a step that should have changed something changed nothing. */
function isNoOp({ operation, subject: { original, output } }: Report): boolean {
  return operation !== 'recompress' && typeof original?.sha256 === 'string' && original.sha256 === output?.sha256;
}

/** `stage 2 (gifsicle lossy=80)` */
function nameOf({ stages, engine, parameters }: StageResult): string {
  const numbers = stages.map((stage) => stage + 1).join(' and ');
  const asked = Object.entries(parameters).map(([name, value]) => ` ${name}=${value}`);
  return `${stages.length > 1 ? 'stages' : 'stage'} ${numbers} (${engine}${asked.join('')})`;
}

function evidenceOf({ stages, engine, parameters, report }: StageResult): Json {
  const failed = report?.checks.filter(({ outcome }) => outcome === 'failed') ?? [];
  return {
    stages,
    engine,
    parameters,
    verdict: report?.verdict ?? null,
    reason: failed.map(({ id, message }) => `${id}: ${message}`).join('; ') || (report?.reason ?? null),
    bytes: report?.subject.output?.bytes ?? null,
  };
}
