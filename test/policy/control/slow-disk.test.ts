import { expect, test, vi } from 'vitest';
import { ControlReader } from '../../../src/policy/control/index.js';
import type * as Read from '../../../src/policy/control/read.js';
import { fakeClock } from './support.js';

/** Ends the reading under way. */
let over: () => void = () => undefined;
/** The disk answers it, and it asks on. */
let answer: () => void = () => undefined;

vi.mock('../../../src/policy/control/read.js', async (original) => ({
  ...(await original<typeof Read>()),
  readControlFile: async (_path: string, onAnswer: () => void) => {
    answer = onAnswer;
    await new Promise<void>((resolve) => (over = resolve));
    return { kind: 'absent' };
  },
}));

test('a disk that answers at each step of a long reading is not said to hang, and one that stops to is', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const told: (string | null)[] = [];
  const reader = new ControlReader('/switches/control.json', {
    clock: fakeClock(),
    onProblem: (problem) => told.push(problem),
  });
  const reading = reader.ready();
  for (let step = 0; step < 5; step += 1) {
    vi.advanceTimersByTime(300);
    answer();
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(600);
  expect(told).toEqual(['/switches/control.json does not answer; what was read last stays in force']);
  over();
  await reading;
  expect(told).toHaveLength(2);
  expect(told[1]).toBeNull();
  reader.close();
  vi.useRealTimers();
});
