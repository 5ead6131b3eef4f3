import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as kernels from '../../../../src/image/quality/kernels/index.js';

const bytes = (count: number): Uint8Array => new Uint8Array(count);
const floats = (count: number): Float32Array => new Float32Array(count);
const side = 12;
const area = side * side;

/** Every kernel with one plane a value short. */
const SHORT: Readonly<Record<string, () => unknown>> = {
  composite: () => kernels.composite(bytes(8), 0, bytes(5)),
  lumaOf: () => kernels.lumaOf(bytes(6), bytes(1)),
  meanSquaredError: () => kernels.meanSquaredError(bytes(6), bytes(5)),
  createSsim: () => kernels.createSsim(side, side)(bytes(area), bytes(area - 1)),
  createSsimFast: () => kernels.createSsimFast(side, side)(bytes(area), bytes(area - 1)),
  createMsSsim: () => kernels.createMsSsim(176, 176)(bytes(176 * 176), bytes(176 * 176 - 1)),
  createSsimulacra2: () => kernels.createSsimulacra2(side, side)(bytes(3 * area), bytes(3 * area - 1)),
  createPixelDifference: () => kernels.createPixelDifference()(bytes(3 * area), bytes(3 * area - 1)),
  banding: () => kernels.banding(bytes(area), bytes(area - 1), side, side),
  createGmsd: () => kernels.createGmsd(side, side)(bytes(area), bytes(area - 1)),
  createColorDifference: () => kernels.createColorDifference()(bytes(3 * area), bytes(3 * area - 1), side, side, 4),
  gradientRatio: () => kernels.gradientRatio(bytes(area), bytes(area - 1), side, side),
  blockMeans: () => kernels.blockMeans(bytes(area), side, side, 5, floats(8)),
  temporalExcess: () => kernels.temporalExcess(floats(4), floats(4), floats(4), floats(3)),
  createLocalStructure: () => kernels.createLocalStructure(side, side)(bytes(area), bytes(area - 1)),
  cellSums: () => kernels.cellSums(bytes(4 * area - 1), side, side, kernels.createCells(side, side)),
};

describe('kernels given planes of the wrong size', () => {
  test.each(Object.keys(SHORT))('%s names the plane and what it expected, and computes nothing', (name) => {
    // flat planes have no gradient energy, so the ratio must refuse before it finds out
    expect(SHORT[name]).toThrow(/^Expected a plane of \d+ values for \w+ but received \d+$/);
  });

  test('an empty picture is refused, not identical', () => {
    expect(() => kernels.meanSquaredError(bytes(0), bytes(0))).toThrow(/Expected a plane of 1 values for a/);
    expect(() => kernels.createColorDifference()(bytes(0), bytes(0), 0, 0, 1)).toThrow(/for a but received 0/);
  });
});
