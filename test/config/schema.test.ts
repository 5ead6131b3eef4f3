import { expect, test } from 'vitest';
import { allChecks } from '../../src/config/all-checks.js';
import { refuseContradictions } from '../../src/config/contradictions.js';
import { DEFAULTS, FIELD_NAMES } from '../../src/config/defaults.js';
import { configJsonSchema } from '../../src/config/index.js';
import { fieldSchemas, settingsSchema } from '../../src/config/schema.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

const schema = configJsonSchema() as Schema;

test('the JSON Schema has every limit of every check, and no field has to be stated', () => {
  const limits = allChecks.flatMap((check) => Object.keys(check.limits));
  expect(Object.keys(schema.properties?.['limits']?.properties ?? {}).toSorted()).toEqual(limits.toSorted());
  expect(schema.required ?? []).toEqual([]);
  expect(schema.properties?.['limits']?.properties?.['fpsTolerance']).toMatchObject({ type: 'number', default: 0.1 });
});

test('the JSON Schema refuses unknown fields at every level', () => {
  const levels = [schema, ...['limits', 'checks', 'pool', 'budget', 'cache'].map((name) => schema.properties?.[name])];
  expect(levels.map((level) => level?.additionalProperties)).toEqual([false, false, false, false, false, false]);
});

test('no two checks have a limit of the same name', () => {
  const names = allChecks.flatMap((check) => Object.keys(check.limits));
  expect(new Set(names).size).toBe(names.length);
});

test('what holds where nothing is stated is what the schema fills in, field by field and in its order', () => {
  expect(DEFAULTS).toEqual(settingsSchema().parse({}));
  expect(FIELD_NAMES).toEqual([...fieldSchemas().keys()]);
});

test('what holds where nothing is stated contradicts itself nowhere', () => {
  expect(() => refuseContradictions(structuredClone(DEFAULTS), {})).not.toThrow();
});
