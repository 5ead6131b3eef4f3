import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPlan, settingsEntries } from '../../../src/batch/plan/load-plan.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
mkdirSync(join(scratch, 'corpus'));
let count = 0;

function written(text: string, extension = 'yaml'): string {
  const path = join(scratch, `plan-${(count += 1)}.${extension}`);
  writeFileSync(path, text);
  return path;
}

const exactly = (text: string) => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

const refusalOf = async (text: string) => {
  const path = written(text);
  const error = await loadPlan(path).then(
    () => null,
    (refused: Error & { code: string }) => refused,
  );
  return error && { code: error.code, message: error.message.replaceAll(path, 'plan.yaml') };
};

test('a plan states inputs, recipes, outputs and settings; what is relative is so to the plan', async () => {
  const plan = await loadPlan(
    written(`
inputs: [corpus, 'more/*.gif', 's3://bucket/gifs', list.csv]
recipes:
  - engine: gifsicle
    parameters: { colors: [128, 32], lossy: 80 }
  - stages:
      - { engine: sharp, parameters: { colors: 64 } }
      - { engine: gifsicle, operation: lossy_compression, parameters: { lossy: [40, 80] } }
outputs: ../out
concurrency: 3
settings:
  preset: batch
  limits: { fpsTolerance: 0.2 }
`),
  );
  expect(plan).toEqual({
    job: 'compress',
    inputs: [join(scratch, 'corpus'), join(scratch, 'more', '*.gif'), 's3://bucket/gifs', join(scratch, 'list.csv')],
    against: null,
    suffix: null,
    recipes: expect.any(Array) as unknown,
    outputs: join(scratch, '..', 'out'),
    concurrency: 3,
    settings: { preset: 'batch', limits: { fpsTolerance: 0.2 } },
  });
  expect(plan.recipes.map(({ label }) => label)).toEqual([
    'gifsicle colors=128 lossy=80',
    'gifsicle colors=32 lossy=80',
    'sharp colors=64 | gifsicle lossy=40 as lossy_compression',
    'sharp colors=64 | gifsicle lossy=80 as lossy_compression',
  ]);
  expect(settingsEntries(plan.settings, 'p.yaml').map(({ field, source }) => [field, source])).toEqual([
    ['preset', 'plan p.yaml'],
    ['limits.fpsTolerance', 'plan p.yaml'],
  ]);
});

test('a plan may be JSON, and may state nothing but its job', async () => {
  expect(await loadPlan(written('{"job":"scan"}', 'json'))).toMatchObject({ job: 'scan', inputs: [], recipes: [] });
  expect(await loadPlan(written(''))).toMatchObject({ job: 'compress', recipes: [] });
});

test.each([
  ['recipe: []', 'unknown_field', 'Unknown field recipe in plan.yaml; did you mean recipes?'],
  ['zebra: 1', 'unknown_field', /^Unknown field zebra in plan.yaml; there are job, inputs, .*settings$/],
  [
    'job: shrink',
    'invalid_argument',
    'Expected one of compress, validate, scan, artifacts for job in plan.yaml but received "shrink"',
  ],
  ['[]', 'invalid_argument', 'Expected an object with job, inputs, recipes, outputs for plan.yaml but received []'],
  [
    'inputs: corpus',
    'invalid_argument',
    /^Expected a list of folders, .* for inputs in plan.yaml but received "corpus"$/,
  ],
  [
    'concurrency: 0',
    'invalid_argument',
    'Expected an integer from 1 to 1024 for concurrency in plan.yaml but received 0',
  ],
  ['recipes: [{}]', 'invalid_argument', 'Expected engine or stages, and not both, for recipes[0] in plan.yaml'],
  [
    'recipes: [{ engine: sharp, stages: [{ engine: sharp }] }]',
    'invalid_argument',
    'Expected engine or stages, and not both, for recipes[0] in plan.yaml',
  ],
  [
    'recipes: [{ stages: [{ engine: sharp }], parameters: { colors: 2 } }]',
    'invalid_argument',
    'Expected operation and parameters within stages for recipes[0] in plan.yaml',
  ],
  [
    'recipes: [{ engine: sharp, parameters: { colors: [] } }]',
    'invalid_argument',
    /^Expected a value, or a list of at least one for recipes\[0\].parameters.colors in plan.yaml but received \[\]$/,
  ],
  [
    'recipes: [{ engine: sharp, operation: shrink }]',
    'invalid_argument',
    /^Expected one of recompress, .* for recipes\[0\].operation in plan.yaml but received "shrink"$/,
  ],
  [
    'recipes: [{ engine: sharp, params: { colors: 2 } }]',
    'unknown_field',
    'Unknown field recipes[0].params in plan.yaml; there are engine, operation, parameters, stages',
  ],
  [
    'recipes: [{ stages: [{ engine: sharp, param: {} }] }]',
    'unknown_field',
    'Unknown field recipes[0].stages[0].param in plan.yaml; did you mean parameters?',
  ],
  ['settings: { store: {} }', 'unknown_field', /^Unknown field settings.store in plan.yaml; there are mode, preset/],
  [
    'settings: { limits: { fpsTolerence: 0.1 } }',
    'unknown_field',
    'Unknown field limits.fpsTolerence in settings of plan.yaml; did you mean limits.fpsTolerance?',
  ],
  ['settings: { mode: loud }', 'invalid_argument', /^Expected one of off, .* for mode in settings of plan.yaml but/],
  ['{ job: scan, recipes: [{ engine: sharp }] }', 'invalid_argument', /: the job scan compresses nothing$/],
  [
    'against: out',
    'invalid_argument',
    'Expected job: validate with against or suffix in plan.yaml but received compress',
  ],
  [
    'recipes: []',
    'invalid_argument',
    /^Expected a list of at least one object with engine, .* for recipes in plan.yaml/,
  ],
  ['recipes: [{ stages: 3 }]', 'invalid_argument', /^Expected a list of at least one object with engine, operation/],
  ['job: [', 'invalid_config', /^plan.yaml cannot be read: /],
])('%s is refused with its place', async (text, code, message) => {
  const refused = await refusalOf(text);
  expect(refused?.code).toBe(code);
  // a text within a message would be too little
  expect(refused?.message).toMatch(typeof message === 'string' ? exactly(message) : message);
});

test('a plan that is not there is refused by the name of its flag', async () => {
  await expect(loadPlan(join(scratch, 'gone.yaml'))).rejects.toThrow(
    /^Expected a readable file for --plan but received/,
  );
});
