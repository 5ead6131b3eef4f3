import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { KernelMemory } from '../../../src/image/wasm/memory.js';

const PAGE = 65_536;

function memoryOf(): KernelMemory {
  return new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum: 64 }), 1000);
}

describe('areas of kernel memory', () => {
  test.prop([
    fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 30_000 }), drop: fc.nat() }), {
      minLength: 1,
      maxLength: 60,
    }),
  ])('never overlap, are zeroed, aligned, and keep what was written while others come and go', (steps) => {
    const memory = memoryOf();
    const live: { address: number; bytes: number; mark: number }[] = [];
    for (const [mark, { bytes, drop }] of steps.entries()) {
      const address = memory.allocate(bytes);
      expect(address % 64).toBe(0);
      expect(address).toBeGreaterThanOrEqual(1000);
      expect(memory.bytes(address, bytes).every((byte) => byte === 0)).toBe(true);
      memory.bytes(address, bytes).fill(mark + 1);
      live.push({ address, bytes, mark: mark + 1 });
      if (drop % 3 === 0) memory.free(live.splice(drop % live.length, 1)[0]!.address);
      for (const area of live) {
        expect(memory.bytes(area.address, area.bytes).every((byte) => byte === area.mark)).toBe(true);
      }
    }
    expect(memory.areas).toBe(live.length);
  });

  test('are used again once freed, in whatever order, so that a long run does not grow', () => {
    const memory = memoryOf();
    for (let round = 0; round < 50; round++) {
      const areas = [40_000, 30_000, 20_000, 10_000].map((bytes) => memory.allocate(bytes));
      const order = round % 2 === 0 ? areas : areas.toReversed();
      for (const address of order) memory.free(address);
    }
    expect(memory.buffer.byteLength).toBe(2 * PAGE);
    expect(memory.areas).toBe(0);
  });

  test('that the memory cannot hold are refused, and what is there stays usable', () => {
    const memory = memoryOf();
    const address = memory.allocate(10);
    expect(() => memory.allocate(65 * PAGE)).toThrow(RangeError);
    expect(() => memory.allocate(65 * PAGE)).toThrow(/^Expected memory for \d+ bytes beside 65536 but the limit is/);
    memory.bytes(address, 10).fill(7);
    expect(memory.bytes(address, 10)[9]).toBe(7);
    expect(memory.allocate(10)).not.toBe(address);
  });
});

describe('the kernels of a thread', () => {
  test('are there, on this processor, and are loaded once', () => {
    expect(loadKernels()).not.toBeNull();
    expect(loadKernels()).toBe(loadKernels());
  });

  test('are given up with their memory once a large area of it was freed', () => {
    const kernels = loadKernels()!;
    const address = kernels.memory.allocate(100 * 2 ** 20);
    expect(loadKernels()).toBe(kernels);
    kernels.memory.free(address);
    expect(loadKernels()).not.toBe(kernels);
    expect(loadKernels()!.memory.buffer.byteLength).toBeLessThan(4 * 2 ** 20);
  });
});
