import { unmeasured, type Measured } from '../core/fact.js';
import { compareInLockstep, Lane, type Measuring } from './quality/compare.js';
import type { Comparison } from './quality/comparison.js';
import type { Plan } from './quality/plan.js';
import type { Size } from './reader.js';
import { attempt, attemptAsync, type ImageSubject } from './subject.js';

/** An output to be compared with the original of a pass. */
export interface Contestant {
  readonly output: ImageSubject;
  /** Whether its pixel facts are wanted. */
  readonly counted: boolean;
  readonly plan: Plan;
  readonly measuring: Measuring;
}

/**
 * One pass through an original and all that was made of it, of one size: integrity and pixel facts of every file, and
 * every comparison. Whatever is wrong with one output concerns no other.
 * @param counted - whether the original's pixel facts are wanted
 * @returns one comparison a contestant, in their order
 */
export async function comparePass(
  original: ImageSubject,
  counted: boolean,
  size: Size,
  contestants: readonly Contestant[],
): Promise<Measured<Comparison>[]> {
  const originals = original.pass('original', counted);
  const entries = contestants.map(({ output, plan, measuring, ...contestant }) => {
    const outputs = output.pass('output', contestant.counted);
    return { outputs, lane: new Lane(originals.frames, outputs.frames, size, plan, measuring) };
  });
  const lanes = entries.map(({ lane }) => lane);
  const walked = await attemptAsync(() => compareInLockstep(originals.frames, lanes));
  for (const { lane } of entries) lane.close();
  await originals.end();
  const compared: Measured<Comparison>[] = [];
  for (const { outputs, lane } of entries) {
    await outputs.end();
    compared.push(walked.measured ? attempt(() => lane.result()) : unmeasured(walked.code, walked.reason));
  }
  return compared;
}
