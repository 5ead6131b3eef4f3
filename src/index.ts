import { countDecisions } from './guard/record/metrics.js';

countDecisions();

export { validate, validateMany, scan } from './guard/validate.js';
export { probe } from './guard/probe.js';
export { scanArtifact, validateArtifact, validateArtifactEverywhere } from './guard/artifact/validate.js';
export { compareArtifacts, inspectArtifact } from './guard/artifact/inspect.js';
export { guard } from './guard/guard.js';
export { pipeline } from './guard/pipeline/pipeline.js';
export { pipelineCompressor } from './guard/pipeline/compressor.js';
export { assignArm } from './guard/experiment/assign.js';
export { close } from './guard/close.js';
export { scrape } from './guard/record/metrics.js';
export { liveState } from './guard/record/state.js';
export {
  ENGINES,
  animately,
  copy,
  engineNamed,
  ffmpeg,
  gifenc,
  gifsicle,
  gifski,
  imagemagick,
  sharpEngine,
} from './engines/index.js';
export { WorkerPool } from './pool/worker-pool.js';
export { toGifLabResult } from './report/giflab.js';
export { toDeploymentReport } from './report/deployment-report.js';
export { gifLabComposite } from './report/giflab-composite.js';

export { PressproofError, UsageError } from './core/errors.js';
export { ValidationError } from './guard/errors.js';
export { EngineError } from './engines/errors.js';
export { PipelineError } from './guard/pipeline/errors.js';
export { PoolError } from './pool/errors.js';

export type { Report, CheckOutcome, Mode } from './core/report.js';
export type { Outcome, Verdict } from './core/outcome.js';
export type { CoverageLevel } from './core/coverage.js';
export type { Expectation, Operation } from './image/expectation.js';
export type { MetricName } from './image/quality/metric-names.js';
export type { ProbeResult, ImageProbe, ProbeFailure } from './image/task.js';
export type { GuardOptions, OutputToValidate, ScanOptions, ValidateOptions } from './guard/plan/options.js';
export type { ProbeOptions } from './guard/probe.js';
export type { ArmAssignment } from './guard/experiment/assign.js';
export type { Compressor } from './guard/job.js';
export type { GuardedCompress } from './guard/guard.js';
export type { GuardedPipeline } from './guard/pipeline/pipeline.js';
export type { PipelineOptions } from './guard/pipeline/compressor.js';
export type { PipelineResult, StageResult } from './guard/pipeline/result.js';
export type { PipelineStage } from './guard/pipeline/stage.js';
export type { Engine, Compressed, CompressParameters } from './engines/engine.js';
export type { Scrape } from './guard/record/metrics.js';
export type { LiveState } from './core/state.js';
export type { PoolOptions } from './pool/options.js';
export type { GifLabResult } from './report/giflab.js';
export type { GifLabMetrics } from './report/giflab-composite.js';
export type { ArtifactOptions, ArtifactScanOptions } from './guard/artifact/options.js';
export type { InspectOptions } from './guard/artifact/inspect.js';
export type { ArtifactExpectation } from './artifact/expectation.js';
export type { ArtifactComparison, ArtifactFactsReport, ArtifactInspection } from './artifact/inspection.js';
export type { EnvironmentProfile } from './artifact/environments.js';
export type { DeploymentReport } from './report/deployment-report.js';
