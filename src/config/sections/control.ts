import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

/** The file of live switches: policy/control. */
export function controlSection() {
  const z = zod();
  return z
    .strictObject({
      file: z
        .string()
        .min(1)
        .nullable()
        .default(PLAIN_DEFAULTS.control.file)
        .describe('File of live switches, re-read within a second; null: none'),
    })
    .prefault({});
}
