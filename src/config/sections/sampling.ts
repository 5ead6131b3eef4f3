import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const { rate, salt } = PLAIN_DEFAULTS.sampling;

/** Which subjects are looked at: policy/sampling. */
export function samplingSection() {
  const z = zod();
  return z
    .strictObject({
      rate: z.number().min(0).max(1).default(rate).describe('Share of subjects that are validated, 0 to 1'),
      salt: z.string().min(1).default(salt).describe('Another salt draws other subjects'),
    })
    .prefault({});
}
