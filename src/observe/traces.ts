import { performance } from 'node:perf_hooks';
import type * as Otel from '@opentelemetry/api';
import { PressproofError } from '../core/errors.js';
import { onDemand } from '../core/on-demand.js';
import type { Coverage, Report } from '../core/report.js';

export type SpanName = 'pressproof.compress' | 'pressproof.validate';

/** No paths and no digests: traces go further than logs. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span that is under way. */
export interface LiveSpan {
  set(attributes: SpanAttributes): void;
  /** A part of it that was timed elsewhere, e.g. in a worker; ms since the span began. */
  part(name: string, fromMs: number, toMs: number, attributes: SpanAttributes): void;
}

const otel = onDemand<typeof Otel>('@opentelemetry/api');

// where every copy of OpenTelemetry's API of this major version registers providers
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** Whether the application traces. Known without loading the API, which then is loaded already. */
export function isTraced(): boolean {
  const registered = (globalThis as { [REGISTRY]?: { readonly trace?: unknown } })[REGISTRY];
  return registered?.trace !== undefined;
}

/**
 * Does the work within a span below the caller's own, if the application traces; otherwise just does it. What the work
 * throws marks the span with its code, whose message may name files.
 * @param work - gets the span; null without tracing
 */
export async function traced<T>(
  name: SpanName,
  attributes: SpanAttributes,
  work: (span: LiveSpan | null) => Promise<T>,
): Promise<T> {
  if (!isTraced()) return await work(null);
  const { trace, context, SpanStatusCode } = otel();
  const tracer = trace.getTracer('pressproof');
  const span = harmless(() => tracer.startSpan(name, { attributes }));
  if (!span) return await work(null);
  const within = trace.setSpan(context.active(), span);
  try {
    return await context.with(within, () => work(liveSpan(tracer, span, within)));
  } catch (error) {
    const code = codeOf(error);
    harmless(() => span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR, message: code }));
    throw error;
  } finally {
    harmless(() => span.end());
  }
}

/** Tracers run samplers and processors of the application; what those throw is theirs to hear, and costs a span. */
function harmless<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    otel().diag.error('pressproof: the tracer failed', error);
    return undefined;
  }
}

function liveSpan(tracer: Otel.Tracer, span: Otel.Span, within: Otel.Context): LiveSpan {
  // the calendar's time once, and a monotone clock from there
  const at = Date.now();
  const started = performance.now();
  return {
    set: (attributes) => void harmless(() => span.setAttributes(attributes)),
    part(name, fromMs, toMs, attributes) {
      if (!span.isRecording()) return;
      // rounding, or what workers did side by side, must not stick out of the whole
      const latest = performance.now() - started;
      const startTime = at + Math.min(fromMs, latest);
      const endTime = at + Math.min(toMs, latest);
      harmless(() => tracer.startSpan(name, { startTime, attributes }, within).end(endTime));
    },
  };
}

function codeOf(error: unknown): string {
  if (error instanceof PressproofError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * Says on a span of `pressproof.validate` what came out, with parts for the wait and for each check. Checks run one
 * after the other, so their durations tell where they lie.
 */
export function describeValidation(span: LiveSpan | null, report: Report, queueWaitMs: number | null): void {
  if (span === null) return;
  const { suite, mode, verdict, operation, coverage, checks, cached = false } = report;
  span.set({
    'pressproof.suite': suite,
    'pressproof.mode': mode,
    'pressproof.verdict': verdict,
    'pressproof.operation': operation,
    'pressproof.coverage': coverage.level,
    ...countsOf(coverage),
    'pressproof.cached': cached,
    ...(queueWaitMs !== null && { 'pressproof.queue_wait_ms': queueWaitMs }),
    ...(report.id !== undefined && { 'pressproof.decision': report.id }),
  });
  let from = queueWaitMs ?? 0;
  if (queueWaitMs !== null) span.part('pressproof.queue', 0, queueWaitMs, {});
  // what a cache knew did not run now
  for (const { id, outcome, durationMs } of cached ? [] : checks) {
    const to = from + durationMs;
    span.part(`pressproof.check.${id}`, from, to, { 'pressproof.check': id, 'pressproof.outcome': outcome });
    from = to;
  }
}

/** `framesCompared` as `pressproof.frames.compared`. */
function countsOf(coverage: Coverage): SpanAttributes {
  const counts = Object.entries(coverage).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(
    counts.map(([name, count]) => [
      `pressproof.${name.replace(/[A-Z]/, (letter) => `.${letter.toLowerCase()}`)}`,
      count as number,
    ]),
  );
}
