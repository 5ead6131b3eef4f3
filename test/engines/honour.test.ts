import { describe, expect, test } from 'vitest';
import { honour } from '../../src/engines/honour.js';
import { ENGINES, engineNamed } from '../../src/engines/index.js';

function ask(engine: string, parameters: Record<string, unknown>) {
  return honour(engineNamed(engine), parameters, ENGINES);
}

describe('honour', () => {
  test.each([
    [{ colors: 1 }, 'Expected an integer from 2 to 256 for colors but received 1'],
    [{ colors: 257 }, 'Expected an integer from 2 to 256 for colors but received 257'],
    [{ colors: 16.5 }, 'Expected an integer from 2 to 256 for colors but received 16.5'],
    [{ colors: '16' }, 'Expected an integer from 2 to 256 for colors but received "16"'],
    [{ frameRatio: 0 }, 'Expected a number above 0 and at most 1 for frameRatio but received 0'],
    [{ frameRatio: 1.01 }, 'Expected a number above 0 and at most 1 for frameRatio but received 1.01'],
    [{ frameRatio: Number.NaN }, 'Expected a number above 0 and at most 1 for frameRatio but received NaN'],
    [{ lossy: 0 }, 'Expected an integer from 1 to 300 for lossy but received 0'],
    [{ quality: 3 }, 'Expected only colors, frameRatio, lossy for parameters but received "quality"'],
    [{ toString: 3 }, 'Expected only colors, frameRatio, lossy for parameters but received "toString"'],
  ])('refuses %j, naming the field, what is right and what was given', (parameters, message) => {
    expect(() => ask('gifsicle', parameters)).toThrow(message);
  });

  test('keeps to the range of the engine: 80 is much for gifsicle and no setting of sharp', () => {
    expect(ask('gifsicle', { lossy: 80 })).toEqual({ lossy: 80 });
    expect(() => ask('sharp', { lossy: 80 })).toThrow('Expected an integer from 1 to 32 for lossy but received 80');
  });

  test('names the engines that can what this one cannot', () => {
    expect(() => ask('gifenc', { lossy: 20 })).toThrow('gifenc cannot do lossy; engines that can: sharp, gifsicle');
  });

  test('takes an undefined parameter for one that was not given', () => {
    expect(ask('gifenc', { lossy: undefined, colors: 8 })).toEqual({ colors: 8 });
  });
});
