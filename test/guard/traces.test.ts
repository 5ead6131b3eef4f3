import { SpanStatusCode, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import { guard } from '../../src/guard/guard.js';
import { copying, cutting, failing } from '../support/compressors.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

let output: string;
beforeEach(() => {
  const folder = temporaryFolder();
  output = join(folder, 'out.gif');
  vi.stubEnv('PRESSPROOF_STORE', join(folder, 'results.db'));
  trace.setGlobalTracerProvider(provider);
});
afterEach(() => {
  trace.disable();
  exporter.reset();
  vi.unstubAllEnvs();
});
afterAll(close);

const named = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name) as ReadableSpan;

test('a guarded compression is two spans, with the checks below the second', async () => {
  const { validation } = await guard(copying(), { mode: 'alert' })(fixture('ball'), output);
  expect(named('pressproof.compress').attributes).toMatchObject({ 'pressproof.engine': 'copying' });
  const validate = named('pressproof.validate');
  expect(validate.attributes).toMatchObject({
    'pressproof.engine': 'copying',
    'pressproof.verdict': validation?.verdict,
    'pressproof.decision': validation?.id,
    'pressproof.coverage': 'full',
    'pressproof.frames.total': validation?.coverage.framesTotal,
  });
  const checks = exporter.getFinishedSpans().filter(({ name }) => name.startsWith('pressproof.check.'));
  expect(checks.map(({ name }) => name.replace('pressproof.check.', ''))).toEqual(
    validation?.checks.map(({ id }) => id),
  );
  for (const { parentSpanContext } of checks) {
    expect(parentSpanContext?.spanId).toBe(validate.spanContext().spanId);
  }
});

test('shadow judges in the background, in a span all the same', async () => {
  const reports: Report[] = [];
  await guard(cutting(), { mode: 'shadow', onReport: (report) => void reports.push(report) })(fixture('ball'), output);
  await close();
  expect(named('pressproof.validate').attributes).toMatchObject({
    'pressproof.mode': 'shadow',
    'pressproof.verdict': 'fail',
    'pressproof.decision': reports[0]?.id,
  });
});

test('no span names a file, not even where something failed', async () => {
  await expect(guard(cutting(), { mode: 'enforce' })(fixture('ball'), output)).rejects.toThrow('was not published');
  const broken = guard(failing(new Error(`${output} is full`)), { mode: 'enforce' });
  await expect(broken(fixture('ball'), output)).rejects.toThrow('is full');
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ status }) => status.code)).toContain(SpanStatusCode.ERROR);
  const told = JSON.stringify(
    spans.map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
  );
  expect(told).not.toMatch(/\.gif|[0-9a-f]{64}|\/tmp/);
});
