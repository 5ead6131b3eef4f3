import { afterEach, expect, test, vi } from 'vitest';
import { onAbort } from '../../src/core/on-abort.js';

afterEach(() => vi.restoreAllMocks());

test('hundreds may wait for one signal, and Node suspects no leak', () => {
  const warned = vi.spyOn(process, 'emitWarning');
  const { signal } = new AbortController();
  const releases = Array.from({ length: 300 }, () => onAbort(signal, () => undefined));
  for (const release of releases) release();
  expect(warned).not.toHaveBeenCalled();
});

test('all hear of the end but those that were done before', () => {
  const controller = new AbortController();
  const heard: number[] = [];
  const releases = [1, 2, 3].map((id) => onAbort(controller.signal, () => heard.push(id)));
  releases[1]!();
  controller.abort();
  expect(heard).toEqual([1, 3]);
});

test('without a signal there is nothing to wait for', () => {
  expect(() => onAbort(undefined, () => undefined)()).not.toThrow();
});

test('a signal that is not of Node is heard too', () => {
  const listeners = new Set<() => void>();
  const foreign = {
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  } as unknown as AbortSignal;
  const listener = (): void => undefined;
  const release = onAbort(foreign, listener);
  expect([...listeners]).toEqual([listener]);
  release();
  expect(listeners.size).toBe(0);
});
