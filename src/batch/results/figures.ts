import type { Json } from '../../core/check.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import type { ResultRow } from './row.js';

/** What a report measured, as columns. */
export type Figures = Pick<
  ResultRow,
  | 'width'
  | 'height'
  | 'inputFrames'
  | 'outputFrames'
  | 'inputColors'
  | 'outputColors'
  | 'outputColorsPerFrame'
  | 'outputFps'
  | 'outputDurationMs'
  | 'driftMs'
  | 'ssimMean'
  | 'ssimMin'
  | 'deltaEMean'
  | 'deltaEMax'
  | 'localDeltaEMax'
  | 'localStructureMin'
  | 'psnrMin'
  | 'gmsdMax'
  | 'flickerMax'
  | 'mistimedMax'
  | 'metrics'
  | 'formats'
  | 'tensors'
  | 'memoryBytes'
>;

/** @param report - null: nothing was judged, so nothing was measured */
export function figuresOf(report: Report | null): Figures {
  const checks = new Map((report?.checks ?? []).map((check) => [check.id, check]));
  const figure = (id: string, part: 'expected' | 'actual' | 'details', name: string) =>
    numberIn(checks.get(id)?.[part], name);
  const quality = (name: string) => figure('quality_degradation', 'actual', name);
  return {
    width: figure('dimensions', 'expected', 'width'),
    height: figure('dimensions', 'expected', 'height'),
    inputFrames: figure('frame_count', 'details', 'originalFrames') ?? framesOfLone(report),
    outputFrames: figure('frame_count', 'actual', 'frames'),
    inputColors: figure('color_count', 'details', 'originalUnion'),
    outputColors: figure('color_count', 'actual', 'union'),
    outputColorsPerFrame: figure('color_count', 'actual', 'maxPerFrame'),
    outputFps: figure('fps', 'actual', 'fps'),
    outputDurationMs: figure('duration', 'actual', 'durationMs'),
    driftMs: figure('duration', 'details', 'worstDriftMs'),
    ssimMean: quality('minMeanSsim'),
    ssimMin: quality('minSsim'),
    deltaEMean: quality('maxMeanDeltaE'),
    deltaEMax: quality('maxDeltaE'),
    localDeltaEMax: quality('maxLocalDeltaE'),
    localStructureMin: quality('minLocalStructure'),
    psnrMin: quality('minPsnr'),
    gmsdMax: quality('maxGmsd'),
    flickerMax: quality('maxFlicker'),
    mistimedMax: quality('maxMistimed'),
    metrics: metricsOf(checks.get('quality_degradation')),
    formats: formatsOf(checks.get('format_validation')),
    tensors: report?.coverage.tensorsTotal ?? null,
    memoryBytes: figure('memory_requirements', 'actual', 'bytes'),
  };
}

/** A scan counts the frames of its file only there; 0 means that nothing could be read. */
function framesOfLone(report: Report | null): number | null {
  return report?.subject.file === undefined ? null : report.coverage.framesTotal || null;
}

function metricsOf(check: CheckOutcome | undefined): Figures['metrics'] {
  return Object.fromEntries(
    Object.entries(objectOf(check?.details?.['metrics'])).map(([name, figures]) => [
      name,
      { mean: numberIn(figures, 'mean'), worst: numberIn(figures, 'worst') },
    ]),
  );
}

function formatsOf(check: CheckOutcome | undefined): string[] {
  const { formats } = objectOf(check?.details);
  return Array.isArray(formats) ? formats.filter((format) => typeof format === 'string') : [];
}

function numberIn(value: Json | undefined, name: string): number | null {
  const found = objectOf(value)[name];
  return typeof found === 'number' ? found : null;
}

function objectOf(value: Json | undefined): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {};
}
