import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../src/config/did-you-mean.js';

describe('a suggestion', () => {
  test.each([
    ['gifsicl', 'gifsicle'],
    ['shrap', 'sharp'],
    ['SHARP', 'sharp'],
    ['color', 'color_reduction'],
    ['lossy', 'lossy_compression'],
  ])('for %s is %s', (written, meant) => {
    const candidates = ['sharp', 'gifenc', 'gifsicle', 'color_reduction', 'lossy_compression'];
    expect(didYouMean(written, candidates)).toBe(`; did you mean ${meant}?`);
  });

  test.each([
    ['on', ['off', 'alert']],
    ['foo', ['fps']],
    ['yaml', ['html']],
    ['limit', ['limits.minFps', 'limits.maxFps']],
    ['', ['fps']],
  ])('for "%s" is not made among %j: none is near, or more than one', (written, candidates) => {
    expect(didYouMean(written, candidates)).toBe('');
  });

  test('comes from a source that can be read only once', () => {
    expect(didYouMean('modes', new Map([['mode', 1]]).keys())).toBe('; did you mean mode?');
  });
});
