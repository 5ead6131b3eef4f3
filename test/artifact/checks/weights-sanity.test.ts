/** Weights that are no numbers, or say nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { floats, goodSafetensors, safetensorsOf, type WrittenTensor } from '../../../fixtures/artifacts/safetensors.js';
import { runArtifactSuite, type AskedOfArtifact } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();
let files = 0;

function f32(name: string, shape: readonly number[], values: ArrayLike<number>): WrittenTensor {
  return { name, dtype: 'F32', shape, data: new Uint8Array(Float32Array.from(values).buffer) };
}

const SOUND: WrittenTensor = { name: 'sound.weight', dtype: 'F32', shape: [8, 4], data: floats(32) };

async function judge(tensors: readonly WrittenTensor[], asked: AskedOfArtifact = {}) {
  return await judgeFile(safetensorsOf(tensors), asked);
}

async function judgeFile(bytes: Uint8Array, asked: AskedOfArtifact = {}) {
  files += 1;
  const path = join(folder, `m${files}.safetensors`);
  writeFileSync(path, bytes);
  const ran = await runArtifactSuite(path, { checks: ['format_validation', 'weights_sanity'], ...asked });
  return { ...ran, found: ran.check('weights_sanity'), bytes };
}

/** Byte of the file at which a tensor's value lies. */
const byteOf = (file: Uint8Array, values: readonly WrittenTensor[], tensor: number, byte: number): number =>
  file.length - values.slice(tensor).reduce((sum, { data }) => sum + data.length, 0) + byte;

test('the weights of a good file pass, and it is said how many were read', async () => {
  const { found, coverage } = await judgeFile(goodSafetensors());
  expect(found).toMatchObject({ outcome: 'passed', actual: { nan: 0, infinite: 0, constantMatrices: 0 } });
  expect(found.details).toMatchObject({ tensorsRead: 3, tensorsWithoutFloats: 1 });
  expect(coverage).toMatchObject({ level: 'full', tensorsTotal: 4, tensorsRead: 3 });
});

describe('case 24: values that are no numbers', () => {
  const tensors = [SOUND, f32('bad.weight', [2, 4], [1, 2, 3, Number.NaN, 5, Number.NaN, 7, Infinity])];

  test('case 24: NaN fails with its tensor, how many, and the byte of the first', async () => {
    const { found, bytes } = await judge(tensors);
    const offset = byteOf(bytes, tensors, 1, 12);
    expect(found).toMatchObject({ outcome: 'failed', actual: { nan: 2, infinite: 1 } });
    expect(found.message).toBe(`2 values of bad.weight are NaN (weights_nan, m${files}.safetensors, byte ${offset})`);
    expect(found.details?.['nan']).toMatchObject([
      { rule: 'weights_nan', tensor: 'bad.weight', offset, min: 1, max: 7 },
    ]);
  });

  test('case 24: an infinity fails, unless as many are allowed', async () => {
    const infinite = [SOUND, f32('mask', [2, 2], [0, -Infinity, 0, 0])];
    const { found, bytes } = await judge(infinite);
    expect(found).toMatchObject({ outcome: 'failed', actual: { infinite: 1 } });
    expect(found.details?.['infinite']).toMatchObject([
      { rule: 'weights_infinite', offset: byteOf(bytes, infinite, 1, 4) },
    ]);
    const allowed = await judge(infinite, { limits: { maxInfiniteValues: 1 } });
    expect(allowed.found.outcome).toBe('passed');
  });

  test('case 24: NaN of half precision', async () => {
    const data = new Uint8Array(Uint16Array.of(0x3c00, 0x7e00, 0x3c00, 0x4000).buffer);
    const { found } = await judge([{ name: 'h', dtype: 'F16', shape: [2, 2], data }]);
    expect(found).toMatchObject({ outcome: 'failed', actual: { nan: 1 } });
  });

  test('case 24: the last value of a tensor over many chunks', async () => {
    const values = new Float32Array(3 * 2 ** 18 + 5).fill(0.5);
    values[values.length - 1] = Number.NaN;
    const { found, bytes } = await judge([f32('long', [values.length], values)]);
    expect(found.details?.['nan']).toMatchObject([{ nan: 1, offset: bytes.length - 4 }]);
  });
});

describe('causal masks', () => {
  const causal = (rows: number, heads = 1) =>
    Float64Array.from({ length: heads * rows ** 2 }, (_, index) =>
      index % rows > Math.floor(index / rows) % rows ? -Infinity : 0,
    );
  const of = (dtype: string, rows: number, values: Float64Array, heads = 1): WrittenTensor => {
    const bits = { F16: 0xfc00, BF16: 0xff80 }[dtype];
    const shape = [heads, 1, rows, rows];
    if (bits !== undefined) {
      const data = new Uint8Array(Uint16Array.from(values, (value) => (value === 0 ? 0 : bits)).buffer);
      return { name: 'mask', dtype, shape, data };
    }
    const numbers = dtype === 'F64' ? values : Float32Array.from(values);
    return { name: 'mask', dtype, shape, data: new Uint8Array(numbers.buffer) };
  };

  test.each(['F16', 'BF16', 'F32', 'F64'])('of %s are ordinary, and are listed', async (dtype) => {
    const { found } = await judge([SOUND, of(dtype, 5, causal(5, 3), 3)]);
    expect(found).toMatchObject({ outcome: 'passed', actual: { infinite: 0 } });
    expect(found.message).toMatch(/is a finite number, but for the -Infinity of 1 causal mask$/);
    expect(found.details?.['masks']).toMatchObject([{ rule: 'weights_mask', tensor: 'mask', infinite: 30 }]);
  });

  test('over many chunks, and where a part of them is read', async () => {
    for (const coverage of ['full', 'sampled'] as const) {
      expect((await judge([SOUND, of('F32', 1031, causal(1031))], { coverage })).found.outcome).toBe('passed');
    }
  });

  test.each([
    ['a value above the diagonal that is a number', 1, 0],
    ['a value below it that is none', 7 * 9, -Infinity],
    ['a value on it that is none', 0, -Infinity],
    ['a positive infinity', 3, Infinity],
    ['a number other than 0', 9, 1],
  ])('%s makes it none', async (_, index, value) => {
    const values = causal(9);
    values[index] = value;
    expect((await judge([SOUND, of('F32', 9, values)])).found.outcome).toBe('failed');
  });

  test('a matrix of few rows, or one that is not square, is none', async () => {
    expect((await judge([SOUND, of('F32', 3, causal(3))])).found.outcome).toBe('failed');
    const wide = [0, -Infinity, -Infinity, -Infinity, -Infinity, 0, 0, -Infinity, -Infinity, -Infinity];
    expect((await judge([SOUND, f32('mask', [2, 5], wide)])).found.outcome).toBe('failed');
  });

  test('beside weights that are all zero it does not make up for them', async () => {
    const { found } = await judge([f32('dead', [2, 2], [0, 0, 0, 0]), of('F32', 4, causal(4))]);
    expect(found).toMatchObject({ outcome: 'failed', message: expect.stringContaining('weights_all_zero') });
  });
});

describe('case 24: tensors that say nothing', () => {
  test('case 24: a matrix of zeros is warned of', async () => {
    const { found } = await judge([SOUND, f32('dead.weight', [2, 2], [0, 0, 0, 0])]);
    expect(found).toMatchObject({ outcome: 'warned', actual: { constantMatrices: 1 } });
    expect(found.message).toBe('1 matrix of one value throughout, dead.weight first: 0');
    expect(found.details?.['constant']).toMatchObject([{ rule: 'weights_zero', tensor: 'dead.weight' }]);
  });

  test('case 24: a matrix of one value is warned of', async () => {
    const { found } = await judge([SOUND, f32('flat.weight', [2, 2], [0.5, 0.5, 0.5, 0.5])]);
    expect(found.outcome).toBe('warned');
    expect(found.details?.['constant']).toMatchObject([{ rule: 'weights_constant', min: 0.5, max: 0.5 }]);
  });

  test('zero biases, norms of one, single numbers and rows are ordinary', async () => {
    const { found } = await judge([
      SOUND,
      f32('sound.bias', [4], [0, 0, 0, 0]),
      f32('norm.weight', [4], [1, 1, 1, 1]),
      f32('token_type', [1, 4], [0, 0, 0, 0]),
      f32('scale', [], [3]),
      f32('padded.weight', [2, 2], [0, 0, 1, 2]),
    ]);
    expect(found.outcome).toBe('passed');
  });

  test('case 24: a model of zeros fails', async () => {
    const { found } = await judge([f32('a', [2, 2], [0, 0, 0, 0]), f32('b', [2], [0, -0])]);
    expect(found).toMatchObject({ outcome: 'failed' });
    expect(found.message).toMatch(/weights_all_zero/);
  });
});

describe('what was not read is never passed', () => {
  const LARGE = 4 * 2 ** 20;
  const large = (bad: number | null) => {
    const values = Float32Array.from({ length: LARGE / 4 }, (_, index) => 1 + (index % 7));
    if (bad !== null) values[bad] = Number.NaN;
    return [f32('large.weight', [1024, 1024], values)];
  };

  test('a sample that finds nothing says what it did not read', async () => {
    const { found, coverage } = await judge(large(null), { coverage: 'sampled' });
    expect(found).toMatchObject({ outcome: 'passed' });
    expect(found.provisional).toBe(`${2 ** 20} of ${LARGE} bytes of the weights were read`);
    expect(coverage).toMatchObject({ level: 'sampled', couldOverturn: true, tensorsRead: 1 });
  });

  test('a sample reads the beginning and the end, and what it finds there stands', async () => {
    for (const bad of [0, LARGE / 4 - 1]) {
      const { found, coverage } = await judge(large(bad), { coverage: 'sampled' });
      expect(found.outcome).toBe('failed');
      expect(coverage.couldOverturn).toBe(false);
    }
  });

  test('structural coverage leaves weights out, and says so', async () => {
    const { found, coverage } = await judge([SOUND], { coverage: 'structural' });
    expect(found).toMatchObject({ outcome: 'skipped', provisional: expect.any(String) });
    expect(coverage).toMatchObject({ tensorsTotal: 1, tensorsRead: 0 });
  });

  test('time that runs out is inconclusive', async () => {
    const { found } = await judge([SOUND], { limits: { maxWeightsSeconds: 1e-9 } });
    expect(found.outcome).toBe('inconclusive');
    expect(found.message).toBe('1 tensor could not be read, sound.weight first: the time for it was over');
  });

  test('only integers: skipped', async () => {
    const { found } = await judge([{ name: 'step', dtype: 'I64', shape: [1], data: new Uint8Array(8) }]);
    expect(found).toMatchObject({ outcome: 'skipped', message: 'No tensor holds floats' });
  });
});
