import type { Measured } from '../core/fact.js';
import type { CrossCheckResult } from './cross-check.js';
import type { Pixels, Problem } from './facts.js';
import type { Budget } from './reader.js';
import { ImageSubject } from './subject.js';
import type { ProbeResult, ProbeTask } from './task.js';

/** Facts of one image, no judgement. A file that cannot be read is an object with `error`, never a throw. */
export async function runProbeTask(task: ProbeTask): Promise<ProbeResult> {
  const subject = new ImageSubject(task.file, task.budget);
  try {
    // the digest comes from the same reading
    const structure = await subject.structure();
    const file = subject.file();
    const reference = subject.reference(file);
    if (!file.measured) return { ...reference, error: { code: file.code, message: file.reason } };
    if (!structure.measured) return { ...reference, error: { code: structure.code, message: structure.reason } };
    const pixels = await subject.pixels();
    const integrity = await subject.integrity();
    if (!integrity.measured) return { ...reference, error: { code: integrity.code, message: integrity.reason } };
    if (subject.changed()) {
      const message = `${subject.path ?? 'The file'} was written to while it was read`;
      return { ...reference, error: { code: 'file_changed', message } };
    }
    return {
      ...reference,
      ...structure.value,
      colors: pixels.measured ? pixels.value.colors : null,
      transparent: pixels.measured ? pixels.value.transparent : null,
      complete: integrity.value.complete,
      problems: [...integrity.value.problems, ...whyNotCounted(pixels)],
      ...(task.crossCheck && { crossCheck: await secondOpinion(subject, task.budget) }),
    };
  } finally {
    subject.close();
  }
}

async function secondOpinion(subject: ImageSubject, budget: Budget): Promise<CrossCheckResult[]> {
  const { crossCheck } = await import('./cross-check.js');
  return await crossCheck(subject.reader(), subject.source(), budget);
}

/** The reason beside colours that are null. Of a damaged file, the damage is listed already. */
function whyNotCounted(pixels: Measured<Pixels>): Problem[] {
  if (pixels.measured) return [];
  const message = `Colours were not counted: ${pixels.reason}`;
  return [{ code: pixels.code, severity: 'warning', frame: null, offset: null, message }];
}
