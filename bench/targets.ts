import type { Measurement } from './measurement.js';

export interface Target {
  /** What a release must reach, in the measurement's unit. */
  readonly must: number;
  /** What is aimed at. */
  readonly aim: number;
}

/** By id; FILE/PEER patterns are spelt out, so that a figure without a target is seen to have none. */
const TARGETS: Readonly<Record<string, Target>> = {
  ...each(['decode/a/sharp', 'decode/c/sharp'], { must: 2.5, aim: 4 }),
  ...each(['decode/a/omggif', 'decode/c/omggif'], { must: 4, aim: 6.5 }),
  'decode/b/omggif': { must: 6, aim: 10 },
  ...each(['ssim/a/ssim.js', 'ssim/c/ssim.js'], { must: 35, aim: 55 }),
  ...each(['ssim/a/scikit-image', 'ssim/c/scikit-image'], { must: 5, aim: 7 }),
  ...each(['ssim/a/opencv', 'ssim/c/opencv'], { must: 2, aim: 3 }),
  ...each(['msssim/a/blazediff', 'msssim/c/blazediff'], { must: 20, aim: 40 }),
  ...each(['validate/a/default', 'validate/c/default'], { must: 5, aim: 2 }),
  'validate/b/default': { must: 20, aim: 8 },
  ...each(['validate/a/exact', 'validate/c/exact'], { must: 10, aim: 4 }),
  'validate/b/exact': { must: 40, aim: 25 },
  ...each(['validate/a/structural', 'validate/b/structural', 'validate/c/structural'], { must: 0.5, aim: 0.1 }),
  ...each(['command/a/ffmpeg', 'command/b/ffmpeg', 'command/c/ffmpeg'], { must: 0.9, aim: 0.5 }),
  'memory/c/sharp': { must: 1 / 3, aim: 1 / 5 },
  // "none": peak memory of one process differs by this much from run to run
  'memory/b/growth': { must: 1.05, aim: 1.02 },
  ...each(['shadow/a/wait', 'shadow/b/wait', 'shadow/c/wait'], { must: 2, aim: 0.5 }),
  ...each(['shadow/a/main', 'shadow/b/main', 'shadow/c/main'], { must: 2, aim: 0.5 }),
  ...each(['workers/a/two', 'workers/b/two'], { must: 1.85, aim: 1.95 }),
  'batch/throughput/two': { must: 1.8, aim: 1.9 },
  'batch/start/first': { must: 2, aim: 1 },
  // a MiB in 10,000 items would be 100 bytes of each: a heap that grows and is cleared grows by as much
  'batch/memory/coordinator': { must: 1, aim: 0.2 },
  'batch/memory/worker': { must: 1, aim: 0.2 },
  'batch/memory/linear': { must: 1.1, aim: 1.02 },
  ...each(['artifact/safetensors/time', 'artifact/gguf/time'], { must: 1, aim: 0.5 }),
  ...each(['artifact/safetensors/memory', 'artifact/gguf/memory'], { must: 100, aim: 80 }),
  'artifact/digest/sha256sum': { must: 0.9, aim: 1.5 },
};

export function targetOf({ id }: Pick<Measurement, 'id'>): Target | null {
  return TARGETS[id] ?? null;
}

/** By the median; null without a target. */
export function reached(measurement: Pick<Measurement, 'id' | 'median' | 'better'>): 'aim' | 'must' | 'missed' | null {
  const target = targetOf(measurement);
  if (!target) return null;
  const { median, better } = measurement;
  const meets = (limit: number): boolean => (better === 'higher' ? median >= limit : median <= limit);
  return meets(target.aim) ? 'aim' : meets(target.must) ? 'must' : 'missed';
}

function each(ids: readonly string[], target: Target): Record<string, Target> {
  return Object.fromEntries(ids.map((id) => [id, target]));
}
