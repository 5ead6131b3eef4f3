import { expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { z } from 'zod';
import { reportSchema } from '../../src/core/report.js';
import { renderJson } from '../../src/report/json.js';
import { reportJsonSchema } from '../../src/report/schema.js';
import { anyReport, everyKind, passing } from './samples.js';

test('one report is one document on one line, many are one a line, none is nothing', () => {
  expect(JSON.parse(renderJson({ reports: [passing] }))).toEqual(passing);
  const lines = renderJson({ reports: everyKind }).trimEnd().split('\n');
  expect(lines.map((line) => reportSchema.parse(JSON.parse(line)).verdict)).toEqual(
    everyKind.map(({ verdict }) => verdict),
  );
  expect(renderJson({ reports: [] })).toBe('');
});

test.prop([fc.array(anyReport, { maxLength: 3 })])('reads back as it was, one line a report', (reports) => {
  const lines = renderJson({ reports }).split('\n').slice(0, -1);
  expect(lines).toHaveLength(reports.length);
  for (const [index, line] of lines.entries()) {
    expect(JSON.parse(line)).toEqual(reports[index]);
    expect(reportSchema.safeParse(JSON.parse(line)).success).toBe(true);
  }
});

test('the JSON Schema has an id, a title, and forbids fields that the report does not have', () => {
  expect(reportJsonSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:pressproof:report:1',
    title: 'pressproof report',
    type: 'object',
    additionalProperties: false,
    properties: { verdict: { enum: ['pass', 'warn', 'fail', 'inconclusive', 'skipped'] } },
  });
});

test('the JSON Schema, read back, accepts every kind of report and refuses broken ones', () => {
  const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(reportJsonSchema())));
  for (const report of everyKind) expect(schema.safeParse(report).error).toBeUndefined();
  expect(schema.safeParse({ ...passing, verdict: 'approved' }).success).toBe(false);
  expect(schema.safeParse({ ...passing, durationMs: -1 }).success).toBe(false);
  expect(schema.safeParse({ ...passing, extra: 1 }).success).toBe(false);
  expect(schema.safeParse({ ...passing, checks: undefined }).success).toBe(false);
});
