import type { Json } from '../../core/check.js';
import type { CompressionRecord } from '../../core/decision.js';
import type { Report } from '../../core/report.js';
import type { Job } from '../job.js';
import type { Timed } from '../stopwatch.js';

/** What is recorded of a compression: engines say it of themselves, of any other compressor it was watched. */
export function compressionRecord<P, R extends object>(
  { compressor, parameters }: Job<P, R>,
  { value, ms }: Timed<R>,
  { subject }: Pick<Report, 'subject'>,
): CompressionRecord {
  // callers in JavaScript may give a compressor that returns nothing
  const said = Object(value) as Readonly<Record<string, unknown>>;
  return {
    engine: compressor.name,
    engineVersion: typeof said['engineVersion'] === 'string' ? said['engineVersion'] : null,
    parameters: plainOf(parameters),
    durationMs: ms,
    inputBytes: subject.original?.bytes ?? numberOf(said['inputBytes']),
    outputBytes: subject.output?.bytes ?? numberOf(said['outputBytes']),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Scalars only: what else a foreign compressor takes is its own and may be of any size. */
function plainOf(parameters: unknown): Record<string, Json> {
  if (typeof parameters !== 'object' || parameters === null) return {};
  const isScalar = (value: unknown): value is string | number | boolean =>
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => isScalar(value))) as Record<string, Json>;
}
