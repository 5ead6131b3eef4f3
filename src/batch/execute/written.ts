import { stat } from 'node:fs/promises';
import { PressproofError } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import { measure } from '../storage/receive.js';
import type { Written } from '../task.js';

/**
 * Size and digest of an output. The report has both where somebody looked at it: then it is not read again.
 * @throws PressproofError `output_changed` for one of another size than was judged
 */
export async function writtenAt(path: string, { subject }: Report): Promise<Written> {
  const { size } = await stat(path);
  const { bytes, sha256 } = subject.output ?? {};
  if (typeof sha256 !== 'string') return await measure(path);
  if (bytes === size) return { bytes: size, sha256 };
  throw new PressproofError('output_changed', `${path} has ${size} bytes, and ${bytes} when it was judged`);
}
