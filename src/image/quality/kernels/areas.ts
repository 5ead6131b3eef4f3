import type { KernelMemory } from '../../wasm/memory.js';

/** Address of so many zeroed bytes. */
export type Allocate = (bytes: number) => number;

/** Calls `work` with areas of the kernels' memory to be had, which are freed when it ends. */
export function withAreas<T>(memory: KernelMemory, work: (allocate: Allocate) => T): T {
  const areas: number[] = [];
  try {
    return work((bytes) => {
      const address = memory.allocate(bytes);
      areas.push(address);
      return address;
    });
  } finally {
    for (const address of areas) memory.free(address);
  }
}

/** Addresses of the planes, which are copied into the kernels' memory unless they lie there. Before other areas are allocated. */
export function placed(memory: KernelMemory, allocate: Allocate, planes: readonly Uint8Array[]): number[] {
  // asked before anything is allocated: a memory that grows leaves the views on it behind
  const inside = planes.map((plane) => memory.addressOf(plane));
  return planes.map((plane, i) => {
    const there = inside[i];
    if (typeof there === 'number') return there;
    const address = allocate(plane.length);
    memory.bytes(address, plane.length).set(plane);
    return address;
  });
}
