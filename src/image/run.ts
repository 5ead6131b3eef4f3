import { performance } from 'node:perf_hooks';
import { PressproofError, reasonOf } from '../core/errors.js';
import { Examination, type Clock } from './examination.js';
import { Joint } from './joint.js';
import { ImageSubject } from './subject.js';
import type { TaskFailure, ValidateManyTask, ValidateTask } from './task.js';
import type { SuiteResult } from '../core/suite-result.js';

/**
 * Runs the image suite on one subject. Never throws for what is wrong with a file.
 * @param now - the clock by which the task's time budget runs
 * @throws UsageError for limits out of range
 */
export async function runValidateTask(task: ValidateTask, now: Clock = () => performance.now()): Promise<SuiteResult> {
  const original = task.original && new ImageSubject(task.original, task.budget);
  try {
    return await new Examination(task, original && { original, joint: new Joint(original) }, now).run();
  } finally {
    original?.close();
  }
}

/**
 * The same for outputs of one original, which is decoded once beside all of them (or as many as memory allows). Results
 * are those of single tasks; what goes wrong with one of them concerns no other.
 */
export async function runValidateManyTask(
  { original: input, outputs, budget }: ValidateManyTask,
  now: Clock = () => performance.now(),
): Promise<(SuiteResult | TaskFailure)[]> {
  const original = new ImageSubject(input, budget);
  const common = { original, joint: new Joint(original) };
  const examinations: (Examination | TaskFailure)[] = [];
  try {
    for (const output of outputs) {
      // the time of all goes by while each is compared
      const timeBudgetMs = output.timeBudgetMs && output.timeBudgetMs * outputs.length;
      const task: ValidateTask = { ...output, kind: 'validate', original: input, budget, timeBudgetMs };
      examinations.push(await orFailure(async () => new Examination(task, common, now)));
    }
    const results: (SuiteResult | TaskFailure)[] = [];
    for (const examination of examinations) {
      results.push('error' in examination ? examination : await orFailure(() => examination.run()));
    }
    return results;
  } finally {
    original.close();
  }
}

async function orFailure<T>(work: () => Promise<T>): Promise<T | TaskFailure> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof PressproofError ? error.code : 'task_failed';
    return { error: { code, message: reasonOf(error) } };
  }
}
