import { describe, expect, test } from 'vitest';
import { gifenc, gifsicle, sharpEngine } from '../../src/engines/index.js';
import { askedOf } from '../../src/guard/expectation.js';

describe('what an engine was asked for', () => {
  const capabilities = gifsicle().capabilities;

  test.each([
    [undefined, { operation: 'recompress', expectation: {} }],
    [null, { operation: 'recompress', expectation: {} }],
    [{}, { operation: 'recompress', expectation: {} }],
    [{ frameRatio: 1 }, { operation: 'recompress', expectation: {} }],
    [{ frameRatio: 0.5 }, { operation: 'frame_reduction', expectation: { frameRatio: 0.5 } }],
    [{ colors: 32 }, { operation: 'color_reduction', expectation: { colors: 32, colorScope: 'animation' } }],
    [{ lossy: 80 }, { operation: 'lossy_compression', expectation: {} }],
    [{ quality: 80 }, { operation: 'lossy_compression', expectation: {} }],
    [{ quality: '80' }, { operation: 'recompress', expectation: {} }],
    [{ fps: 10 }, { operation: 'frame_reduction', expectation: { fps: 10 } }],
    [
      { lossy: 80, colors: 32, frameRatio: 0.5 },
      { operation: 'frame_reduction', expectation: { frameRatio: 0.5, colors: 32, colorScope: 'animation' } },
    ],
  ])('%j', (parameters, asked) => {
    expect(askedOf(parameters, capabilities)).toEqual(asked);
  });

  test.each([{ colors: '32' }, { colors: -1 }, { frameRatio: 0 }, { fps: NaN }, { frameRatio: 1.5 }])(
    'is nothing where no output could be held against %j: the engine refuses it',
    (parameters) => {
      expect(askedOf(parameters, capabilities).expectation).toEqual({});
    },
  );

  test('bounds colours as each engine declares it, or as the default when it declares nothing', () => {
    for (const engine of [gifenc(), gifsicle(), sharpEngine()]) {
      const declared = engine.capabilities.find(({ parameter }) => parameter === 'colors')?.colorScope;
      expect(askedOf({ colors: 8 }, engine.capabilities).expectation).toEqual({ colors: 8, colorScope: declared });
    }
    expect(askedOf({ colors: 8 }, []).expectation).toEqual({ colors: 8 });
  });
});
