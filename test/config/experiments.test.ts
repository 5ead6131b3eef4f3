import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/config/index.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

function resolved(experiments: unknown) {
  const configFile = join(scratch, `${randomUUID()}.json`);
  writeFileSync(configFile, JSON.stringify({ experiments }));
  return resolveSettings({ configFile, env: {} }).settings.experiments;
}

const [a, b] = [{ name: 'a' }, { name: 'b' }];

describe('experiments of a configuration', () => {
  test('have arms of equal weight where nothing else is said, and only the limits that they state', () => {
    expect(resolved([{ name: 'e', arms: [a, { ...b, limits: { maxFps: 40 } }] }])).toEqual([
      {
        name: 'e',
        arms: [
          { name: 'a', weight: 1 },
          { name: 'b', weight: 1, limits: { maxFps: 40 } },
        ],
      },
    ]);
  });

  test.each([
    [
      'two of one name',
      [
        { name: 'e', arms: [a, b] },
        { name: 'e', arms: [a, b] },
      ],
      /^Expected names that differ .* for experiments but received "e"$/,
    ],
    [
      'two arms of one name',
      [{ name: 'e', arms: [a, a] }],
      /^Expected names that differ .* for experiments\[0\]\.arms but received "a"$/,
    ],
    [
      'an engine for some arms only',
      [{ name: 'e', arms: [{ ...a, engine: 'sharp' }, b] }],
      /^Expected an engine of every arm or of none for experiments\[0\]\.arms but received/,
    ],
    [
      'a limit that does not exist',
      [{ name: 'e', arms: [{ ...a, limits: { maxFsp: 40 } }, b] }],
      /experiments\[0\]\.arms\[0\]\.limits\.maxFsp/,
    ],
    [
      'a limit out of its range',
      [{ name: 'e', arms: [{ ...a, limits: { fpsTolerance: -1 } }, b] }],
      /^Expected .* for experiments\[0\]\.arms\[0\]\.limits\.fpsTolerance/,
    ],
    [
      'limits of an arm that contradict those of everybody',
      [{ name: 'e', arms: [{ ...a, limits: { minFps: 1000 } }, b] }],
      /^Expected limits\.minFps to be at most limits\.maxFps but received minFps 1000 \(arm a/,
    ],
    ['a single arm', [{ name: 'e', arms: [a] }], /^Expected a list of at least 2 objects/],
    ['a weight of nothing', [{ name: 'e', arms: [{ ...a, weight: 0 }, b] }], /arms\[0\]\.weight/],
  ])('are refused with %s, naming the field', (_, experiments, message) => {
    expect(() => resolved(experiments)).toThrow(message);
  });
});
