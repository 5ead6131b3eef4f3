import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  diag,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Context,
  type ContextManager,
} from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PressproofError } from '../../src/core/errors.js';
import { describeValidation, isTraced, traced } from '../../src/observe/traces.js';
import { check, report } from '../report/samples.js';

/** As applications have one from their SDK. */
class LocalStorageContext implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active = () => this.#storage.getStore() ?? ROOT_CONTEXT;
  with = <A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    within: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> => this.#storage.run(within, () => work.apply(thisArg, args));
  bind = <T>(_: Context, target: T): T => target;
  enable = () => this;
  disable = () => this;
}

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const spans = () => exporter.getFinishedSpans();
const named = (name: string) => spans().find((span) => span.name === name) as ReadableSpan;
const msOf = ([seconds, nanos]: readonly [number, number]) => seconds * 1000 + nanos / 1e6;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

afterEach(() => {
  trace.disable();
  context.disable();
  exporter.reset();
});

describe('without a tracer', () => {
  test('work is just done, with no span', async () => {
    expect(isTraced()).toBe(false);
    const got = await traced('pressproof.compress', {}, async (span) => {
      describeValidation(span, report(), 1);
      return span;
    });
    expect(got).toBeNull();
    await expect(traced('pressproof.validate', {}, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(spans()).toEqual([]);
  });
});

describe('with a tracer of the application', () => {
  beforeEach(() => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new LocalStorageContext());
  });

  test('a validation is a span below that of the caller, with what came out of it', async () => {
    const sampled = report({
      id: '3b241101-e2bb-4255-8caf-4136c566a962',
      verdict: 'warn',
      coverage: { level: 'sampled', framesCompared: 5, framesTotal: 12 },
    });
    await trace.getTracer('app').startActiveSpan('request', async (outer) => {
      await traced('pressproof.validate', { 'pressproof.engine': 'gifsicle' }, async (span) => {
        describeValidation(span, sampled, 3);
      });
      outer.end();
    });
    const span = named('pressproof.validate');
    expect(span.parentSpanContext?.spanId).toBe(named('request').spanContext().spanId);
    expect(span.instrumentationScope.name).toBe('pressproof');
    expect(span.attributes).toEqual({
      'pressproof.engine': 'gifsicle',
      'pressproof.suite': 'image',
      'pressproof.mode': 'alert',
      'pressproof.verdict': 'warn',
      'pressproof.operation': 'color_reduction',
      'pressproof.coverage': 'sampled',
      'pressproof.frames.compared': 5,
      'pressproof.frames.total': 12,
      'pressproof.cached': false,
      'pressproof.queue_wait_ms': 3,
      'pressproof.decision': '3b241101-e2bb-4255-8caf-4136c566a962',
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('its parts are the wait and the checks, one after the other, none beyond the whole', async () => {
    const checks = [
      check('file_integrity', 'passed', { durationMs: 4 }),
      check('fps', 'failed', { durationMs: 6 }),
      // said to have taken longer than the whole
      check('quality_degradation', 'passed', { durationMs: 60_000 }),
    ];
    await traced('pressproof.validate', {}, async (span) => {
      await sleep(25);
      describeValidation(span, report({ verdict: 'fail', checks }), 5);
    });
    const whole = named('pressproof.validate');
    const parts = spans().filter((span) => span !== whole);
    expect(parts.map(({ name }) => name)).toEqual([
      'pressproof.queue',
      'pressproof.check.file_integrity',
      'pressproof.check.fps',
      'pressproof.check.quality_degradation',
    ]);
    const begun = msOf(named('pressproof.queue').startTime);
    // hrtime of epoch milliseconds: doubles there are 0.0002 ms apart
    expect(parts.slice(0, 3).map(({ startTime }) => msOf(startTime) - begun)).toEqual([
      0,
      expect.closeTo(5, 2) as number,
      expect.closeTo(9, 2) as number,
    ]);
    expect(msOf(named('pressproof.check.fps').duration)).toBeCloseTo(6, 2);
    for (const part of parts) {
      expect(part.parentSpanContext?.spanId).toBe(whole.spanContext().spanId);
      // the span reads the calendar, in whole milliseconds, a moment before its parts do
      expect(msOf(part.startTime)).toBeGreaterThanOrEqual(msOf(whole.startTime));
      expect(msOf(part.endTime)).toBeLessThanOrEqual(msOf(whole.endTime) + 1);
    }
    expect(named('pressproof.check.fps').attributes).toEqual({
      'pressproof.check': 'fps',
      'pressproof.outcome': 'failed',
    });
  });

  test('a verdict from a cache has no checks that ran', async () => {
    await traced('pressproof.validate', {}, async (span) => describeValidation(span, report({ cached: true }), null));
    expect(spans().map(({ name }) => name)).toEqual(['pressproof.validate']);
  });

  test('what fails is marked with its code and thrown on; nothing tells of paths', async () => {
    const error = new PressproofError('validation_failed', '/srv/secret/cat.gif was not published');
    const work = traced('pressproof.compress', {}, async (span) => {
      describeValidation(span, report(), null);
      throw error;
    });
    await expect(work).rejects.toBe(error);
    const span = named('pressproof.compress');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'validation_failed' });
    expect(span.events).toEqual([]);
    const told = JSON.stringify(spans().map(({ name, attributes, status }) => ({ name, attributes, status })));
    expect(told).not.toMatch(/secret|\.gif|a{64}/);
  });

  test('spans of concurrent calls stay apart', async () => {
    await Promise.all(
      ['one', 'two'].map((engine) =>
        traced('pressproof.compress', { engine }, async () => {
          await sleep(1);
          await traced('pressproof.validate', { engine }, async () => {});
        }),
      ),
    );
    for (const engine of ['one', 'two']) {
      const [inner, outer] = ['pressproof.validate', 'pressproof.compress'].map((name) =>
        spans().find((span) => span.name === name && span.attributes['engine'] === engine),
      );
      expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    }
  });
});

test('a tracer whose application keeps no context still gets its spans, with their parts', async () => {
  trace.setGlobalTracerProvider(provider);
  await traced('pressproof.validate', {}, async (span) => describeValidation(span, report(), 1));
  const whole = named('pressproof.validate');
  expect(named('pressproof.queue').parentSpanContext?.spanId).toBe(whole.spanContext().spanId);
});

test.each(['onStart', 'onEnd'] as const)('a tracer that throws in %s harms no work, and hears of it', async (when) => {
  const heard: string[] = [];
  const hear = (message: string) => void heard.push(message);
  diag.setLogger({ error: hear, warn: hear, info() {}, debug() {}, verbose() {} }, { suppressOverrideMessage: true });
  const broken: SpanProcessor = {
    onStart() {},
    onEnd() {},
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    [when]() {
      throw new Error('the exporter is gone');
    },
  };
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [broken] }));
  const work = traced('pressproof.compress', {}, async (span) => {
    describeValidation(span, report(), 1);
    return 'done';
  });
  await expect(work).resolves.toBe('done');
  expect(heard).toContain('pressproof: the tracer failed');
  diag.disable();
});
