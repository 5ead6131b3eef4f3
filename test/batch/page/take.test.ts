import { expect, test } from 'vitest';
import { takePictures } from '../../../src/batch/page/take.js';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { fixture } from '../../support/cli.js';

test.each([
  ['a pair', { original: 'slides', output: 'slides' }],
  ['a pair of which one is shorter', { original: 'slides', output: 'held' }],
  ['a file without an output', { original: 'dashboard', output: null }],
])('pictures of %s leave no canvas behind in the memory of the kernels', async (_, { original, output }) => {
  const before = loadKernels()!.memory.areas;
  const file = (name: string | null) => (name === null ? null : { path: fixture(name), sha256: null });
  const pictures = await takePictures({ original: file(original), output: file(output), pairs: null });
  expect(pictures.shown.length).toBeGreaterThan(0);
  expect(loadKernels()!.memory.areas).toBe(before);
});
