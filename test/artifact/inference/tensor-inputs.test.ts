import { expect, test } from 'vitest';
import type { Port } from '../../../src/artifact/inference/model.js';
import { noiseInputs, type Filling } from '../../../src/artifact/inference/tensor-inputs.js';

const FILLING: Filling = { size: 64, isFirstOnly: false, seed: 1, stated: {} };

function dimsOf(ports: readonly Port[], filling: Partial<Filling> = {}) {
  const inputs = noiseInputs(ports, { ...FILLING, ...filling });
  return inputs && Object.fromEntries(Object.entries(inputs).map(([name, { dims }]) => [name, dims]));
}

const SPEECH: readonly Port[] = [
  { name: 'input', type: 'float32', shape: ['batch', 'samples'] },
  { name: 'state', type: 'float32', shape: [2, 'batch', 128] },
  { name: 'rate', type: 'int64', shape: [] },
];

test('what is fixed stays, the batch is one wherever it is, and the rest is open', () => {
  expect(dimsOf(SPEECH)).toEqual({ input: [1, 64], state: [2, 1, 128], rate: [] });
});

test('dimensions without a name can be open in the first input alone', () => {
  const unnamed: readonly Port[] = [
    { name: 'input', type: 'float32', shape: ['', ''] },
    { name: 'state', type: 'float32', shape: [2, '', 128] },
  ];
  expect(dimsOf(unnamed)).toEqual({ input: [1, 64], state: [2, 64, 128] });
  expect(dimsOf(unnamed, { isFirstOnly: true })).toEqual({ input: [1, 64], state: [2, 1, 128] });
});

test('sizes that are stated hold, by name and by place', () => {
  const stated = { samples: 512, 'state.1': 3 };
  expect(dimsOf(SPEECH, { stated })).toEqual({ input: [1, 512], state: [2, 3, 128], rate: [] });
});

test.each([
  ['a type that cannot be made up', { name: 'text', type: null, shape: [1] }],
  ['thousands of millions of elements', { name: 'large', type: 'float32', shape: [100_000, 100_000] }],
  ['more elements than numbers are exact', { name: 'larger', type: 'uint8', shape: [2 ** 40, 2 ** 40] }],
] as const)('an input of %s is not made up', (_, port) => {
  expect(noiseInputs([port], FILLING)).toBeNull();
});

test('noise is the same for the same seed, another for another, and within its range', () => {
  const port: Port = { name: 'x', type: 'float32', shape: [1000] };
  const of = (seed: number) => noiseInputs([port], { ...FILLING, seed })!['x']!.data as Float32Array;
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
  const values = [...of(1)];
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(new Set(values).size).toBeGreaterThan(900);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
});

test('whole numbers are 0 and 1, and halves are finite', () => {
  const ports = (['int64', 'uint8', 'bool', 'float16'] as const).map((type) => ({ name: type, type, shape: [200] }));
  const inputs = noiseInputs(ports, FILLING)!;
  expect(new Set(inputs['int64']!.data as BigInt64Array)).toEqual(new Set([0n, 1n]));
  expect(new Set(inputs['uint8']!.data as Uint8Array)).toEqual(new Set([0, 1]));
  expect(new Set(inputs['bool']!.data as Uint8Array)).toEqual(new Set([0, 1]));
  expect((inputs['float16']!.data as Uint16Array).every((bits) => (bits & 0x7c00) !== 0x7c00)).toBe(true);
});
