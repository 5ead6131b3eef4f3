import { expect, test } from 'vitest';
import { gridOf } from '../../../src/batch/plan/grid.js';

const labels = (...args: Parameters<typeof gridOf>) => gridOf(...args).map(({ label }) => label);

test('lists of parameters make every combination, in the order they are written', () => {
  expect(
    labels([[{ engine: 'gifsicle', parameters: { colors: [128, 32], lossy: [null, 80], dither: 'ordered' } }]]),
  ).toEqual([
    'gifsicle colors=128 dither=ordered',
    'gifsicle colors=128 dither=ordered lossy=80',
    'gifsicle colors=32 dither=ordered',
    'gifsicle colors=32 dither=ordered lossy=80',
  ]);
});

test('stages of a pipeline have lists of their own', () => {
  const pipeline = [
    { engine: 'sharp', parameters: { colors: [64, 32] } },
    { engine: 'gifsicle', operation: 'lossy_compression' as const, parameters: { lossy: [40, 80] } },
  ];
  expect(labels([pipeline, [{ engine: 'gifenc', parameters: {} }]])).toEqual([
    'sharp colors=64 | gifsicle lossy=40 as lossy_compression',
    'sharp colors=64 | gifsicle lossy=80 as lossy_compression',
    'sharp colors=32 | gifsicle lossy=40 as lossy_compression',
    'sharp colors=32 | gifsicle lossy=80 as lossy_compression',
    'gifenc',
  ]);
});

test('what is asked for twice is done once, and what is judged as something else is something else', () => {
  const stage = { engine: 'sharp', parameters: { colors: [64, 64, 32] } };
  expect(labels([[stage], [{ engine: 'sharp', parameters: { colors: 32 } }]])).toEqual([
    'sharp colors=64',
    'sharp colors=32',
  ]);
  expect(labels([[stage], [{ ...stage, operation: 'recompress' }]])).toHaveLength(4);
});

test('more recipes than anybody runs are counted and refused before they are made', () => {
  const values = Array.from({ length: 200 }, (_, at) => at + 1);
  const parameters = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`p${at}`, values]));
  expect(() => gridOf([[{ engine: 'gifsicle', parameters }]])).toThrow('at most 10000 recipes');
  expect(gridOf([[{ engine: 'gifsicle', parameters: { colors: values, lossy: values.slice(0, 50) } }]])).toHaveLength(
    10_000,
  );
});
