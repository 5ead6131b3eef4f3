import { describe, expect, test } from 'vitest';
import { colorLimit, dithering } from '../../src/engines/capabilities.js';
import { capabilitiesHere, honour, honourHere } from '../../src/engines/honour.js';
import { ENGINES, engineNamed } from '../../src/engines/index.js';

function ask(engine: string, parameters: Record<string, unknown>) {
  return honour(engineNamed(engine), parameters, ENGINES);
}

describe('honour', () => {
  test.each([
    [{ colors: 1 }, 'Expected an integer from 2 to 256 for colors of gifsicle but received 1'],
    [{ colors: 257 }, 'Expected an integer from 2 to 256 for colors of gifsicle but received 257'],
    [{ colors: 16.5 }, 'Expected an integer from 2 to 256 for colors of gifsicle but received 16.5'],
    [{ colors: '16' }, 'Expected an integer from 2 to 256 for colors of gifsicle but received "16"'],
    [{ frameRatio: 0 }, 'Expected a number above 0 and at most 1 for frameRatio of gifsicle but received 0'],
    [{ frameRatio: 1.01 }, 'Expected a number above 0 and at most 1 for frameRatio of gifsicle but received 1.01'],
    [{ frameRatio: Number.NaN }, 'Expected a number above 0 and at most 1 for frameRatio of gifsicle but received NaN'],
    [{ fps: 0 }, 'Expected a number above 0 and at most 50 for fps of gifsicle but received 0'],
    [{ fps: 51 }, 'Expected a number above 0 and at most 50 for fps of gifsicle but received 51'],
    [{ fps: 10, frameRatio: 0.5 }, 'Expected frameRatio or fps but received both'],
    [{ lossy: 0 }, 'Expected an integer from 1 to 300 for lossy of gifsicle but received 0'],
    [{ strength: 3 }, 'Expected only colors, frameRatio, lossy, dither, optimize, quality, fps for parameters'],
    [{ toString: 3 }, 'lossy, dither, optimize, quality, fps for parameters but received "toString"'],
  ])('refuses %j, naming the field, what is right and what was given', (parameters, message) => {
    expect(() => ask('gifsicle', parameters)).toThrow(message);
  });

  test('keeps to the range of the engine: 80 is much for gifsicle and no setting of sharp', () => {
    expect(ask('gifsicle', { lossy: 80 })).toEqual({ lossy: 80 });
    expect(() => ask('sharp', { lossy: 80 })).toThrow(
      'Expected an integer from 1 to 32 for lossy of sharp but received 80',
    );
  });

  test('names the engines that can what this one cannot', () => {
    expect(() => ask('gifenc', { lossy: 20 })).toThrow('gifenc cannot do lossy; engines that can: sharp, gifsicle');
  });

  test('takes an undefined parameter for one that was not given', () => {
    expect(ask('gifenc', { lossy: undefined, colors: 8 })).toEqual({ colors: 8 });
  });

  describe('a choice', () => {
    const engine = {
      name: 'press',
      capabilities: [
        colorLimit({ colorScope: 'animation', note: '' }),
        dithering(['none', 'ordered', 'atkinson'], ['atkinson', 'none'], ''),
      ],
    };

    test('has to be one that the engine names', () => {
      expect(honour(engine, { colors: 8, dither: 'ordered' }, [])).toEqual({ colors: 8, dither: 'ordered' });
      expect(() => honour(engine, { colors: 8, dither: 'toString' }, [])).toThrow(
        'Expected one of none, ordered, atkinson for dither of press but received "toString"',
      );
    });

    test('is refused without what it changes', () => {
      expect(() => honour(engine, { dither: 'ordered' }, [])).toThrow(
        'Expected colors with dither: it changes nothing without',
      );
    });

    test('that the version here lacks is refused and not listed', () => {
      const old = { available: true, version: '1.0', path: null, choices: { dither: ['none', 'ordered'] } } as const;
      expect(() => honourHere(engine, { colors: 8, dither: 'atkinson' }, old)).toThrow(
        'press 1.0 has no dither atkinson; it has none, ordered',
      );
      expect(() => honourHere(engine, { colors: 8, dither: 'ordered' }, old)).not.toThrow();
      expect(capabilitiesHere(engine.capabilities, old)[1]).toMatchObject({
        choices: ['none', 'ordered'],
        typical: ['none'],
      });
    });
  });
});
